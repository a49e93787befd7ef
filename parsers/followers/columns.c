#include "parsers/followers/columns.h"

#include "parsers/followers/rows.h"

/* Of one role the surest name first. Twitter's API has `following` as a truth value beside
 * `friends_count`, so the counts come before it. */
static const struct {
	enum columns_role role;
	struct span name; /* lower case, without blanks, '_' and '-' */
} names[] = {
    {COLUMNS_DATE, SPAN_INIT("mementodatetime")},
    {COLUMNS_DATE, SPAN_INIT("date")},
    {COLUMNS_DATE, SPAN_INIT("datetime")},
    {COLUMNS_DATE, SPAN_INIT("timestamp")},
    {COLUMNS_DATE, SPAN_INIT("time")},
    {COLUMNS_DATE, SPAN_INIT("day")},
    {COLUMNS_DATE, SPAN_INIT("ts")},
    {COLUMNS_DATE, SPAN_INIT("fetchedat")},
    {COLUMNS_DATE, SPAN_INIT("retrievedat")},
    {COLUMNS_DATE, SPAN_INIT("recordedat")},
    {COLUMNS_DATE, SPAN_INIT("datum")},
    {COLUMNS_WEEK, SPAN_INIT("weekstart")},
    {COLUMNS_FOLLOWERS, SPAN_INIT("followers")},
    {COLUMNS_FOLLOWERS, SPAN_INIT("followerscount")},
    {COLUMNS_FOLLOWERS, SPAN_INIT("followercount")},
    {COLUMNS_FOLLOWERS, SPAN_INIT("follower")},
    {COLUMNS_FOLLOWERS, SPAN_INIT("count")},
    {COLUMNS_FOLLOWING, SPAN_INIT("friendscount")},
    {COLUMNS_FOLLOWING, SPAN_INIT("followingcount")},
    {COLUMNS_FOLLOWING, SPAN_INIT("following")},
    {COLUMNS_FOLLOWING, SPAN_INIT("friends")},
    {COLUMNS_FOLLOWING, SPAN_INIT("follows")},
    {COLUMNS_FOLLOWING, SPAN_INIT("gefolgt")},
    {COLUMNS_GAINED, SPAN_INIT("newfollows")},
    {COLUMNS_LOST, SPAN_INIT("unfollows")},
    {COLUMNS_MEMENTO, SPAN_INIT("mementodatetime")},
    {COLUMNS_MEMENTO, SPAN_INIT("urlm")},
    {COLUMNS_MEMENTO_URL, SPAN_INIT("urlm")},
    {COLUMNS_MEMENTO_URL, SPAN_INIT("urim")},
    {COLUMNS_TWEET, SPAN_INIT("tweetpermalink")},
    {COLUMNS_TWEET, SPAN_INIT("postid")},
    {COLUMNS_TWEETED, SPAN_INIT("tweetspublished")},
    {COLUMNS_ARCHIVE, SPAN_INIT("expandedurls")},
    {COLUMNS_MONDAY, SPAN_INIT("weekstart")},
    {COLUMNS_MONDAY, SPAN_INIT("from")},
    {COLUMNS_MONDAY, SPAN_INIT("monday")},
    {COLUMNS_MONDAY, SPAN_INIT("week")},
    {COLUMNS_MONDAY, SPAN_INIT("date")},
    {COLUMNS_VISITORS, SPAN_INIT("visitors")},
    {COLUMNS_VISITORS, SPAN_INIT("uniquevisitors")},
    {COLUMNS_VISITORS, SPAN_INIT("uniques")},
    {COLUMNS_COMPLETE, SPAN_INIT("complete")},
    {COLUMNS_OTHER, SPAN_INIT("tweets")},
    {COLUMNS_OTHER, SPAN_INIT("posts")},
    {COLUMNS_OTHER, SPAN_INIT("statuses")},
    {COLUMNS_OTHER, SPAN_INIT("statusescount")},
    {COLUMNS_OTHER, SPAN_INIT("likes")},
    {COLUMNS_OTHER, SPAN_INIT("favorites")},
    {COLUMNS_OTHER, SPAN_INIT("favourites")},
    {COLUMNS_OTHER, SPAN_INIT("listed")},
    {COLUMNS_OTHER, SPAN_INIT("lists")},
    {COLUMNS_OTHER, SPAN_INIT("visitors")},
    {COLUMNS_OTHER, SPAN_INIT("visits")},
    {COLUMNS_OTHER, SPAN_INIT("pageviews")},
    {COLUMNS_OTHER, SPAN_INIT("impressions")},
    {COLUMNS_OTHER, SPAN_INIT("engagements")},
    {COLUMNS_OTHER, SPAN_INIT("delta")},
    {COLUMNS_OTHER, SPAN_INIT("change")},
    {COLUMNS_OTHER, SPAN_INIT("growth")},
    {COLUMNS_OTHER, SPAN_INIT("gain")},
    {COLUMNS_OTHER, SPAN_INIT("gained")},
    {COLUMNS_OTHER, SPAN_INIT("lost")},
    {COLUMNS_OTHER, SPAN_INIT("new")},
    {COLUMNS_OTHER, SPAN_INIT("newfollowers")},
    {COLUMNS_OTHER, SPAN_INIT("newfollows")},
    {COLUMNS_OTHER, SPAN_INIT("unfollowers")},
    {COLUMNS_OTHER, SPAN_INIT("unfollows")},
    {COLUMNS_OTHER, SPAN_INIT("followersdelta")},
    {COLUMNS_OTHER, SPAN_INIT("followingdelta")},
    {COLUMNS_OTHER, SPAN_INIT("note")},
    {COLUMNS_OTHER, SPAN_INIT("notes")},
    {COLUMNS_OTHER, SPAN_INIT("comment")},
    {COLUMNS_OTHER, SPAN_INIT("source")},
    {COLUMNS_OTHER, SPAN_INIT("url")},
    {COLUMNS_OTHER, SPAN_INIT("urlm")},
    {COLUMNS_OTHER, SPAN_INIT("urim")},
};

static bool
same_name(struct span cell, struct span name)
{
	size_t at = 0;

	for (size_t i = 0; i < cell.n; i++) {
		char c = span_lower(cell.p[i]);
		if (c == ' ' || c == '_' || c == '-')
			continue;
		if (at >= name.n || c != name.p[at])
			return false;
		at++;
	}
	return at == name.n;
}

size_t
columns_rank(struct span name, enum columns_role role)
{
	size_t rank = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].role != role)
			continue;
		if (same_name(name, names[i].name))
			return rank;
		rank++;
	}
	return SPAN_NONE;
}

size_t
columns_find(const struct rows_row *header, enum columns_role role)
{
	size_t best = SPAN_NONE, found = SPAN_NONE;

	for (size_t i = 0; i < header->count && i < ROWS_CELLS; i++) {
		size_t rank = columns_rank(header->cells[i], role);
		if (rank < best) {
			best = rank;
			found = i;
		}
	}
	return found;
}
