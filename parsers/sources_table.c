#include "base/alloc.h"
#include "parsers/sources.h"

/*
 * The sources by name. To add one, add a row, and a line to tests/data/sources.test.
 *
 * A domain stands for itself and its sub-domains, and the longest that fits wins: mail.google.com
 * is mail, news.google.com is not search. "google.*" is google under any country's top level, as
 * google.de and google.co.uk. Only what serves several networks alike is `neutral`; a network's
 * own short domain (lnkd.in, t.cn, fb.me) belongs to its row.
 */
#define LIST(...)                                                                                                      \
	(const char *const[])                                                                                          \
	{                                                                                                              \
		__VA_ARGS__, NULL                                                                                      \
	}
#define NOTHING ((const char *const[]){NULL})

static const char *const no_domains[] = {NULL};

static const struct source_row built_in[] = {
    [SOURCE_TWITTER] = {"twitter", "Twitter", "network", LIST("twitter.com", "x.com", "t.co"),
	LIST("com.twitter.android", "com.twitter.android.lite"), false},
    [SOURCE_DIRECT] = {"direct", "Direct", "direct", NOTHING, NULL, false},
    [SOURCE_INTERNAL] = {"internal", "Own site", "internal", NOTHING, NULL, false},
    [SOURCE_OTHER] = {"other", "Other sites", "other", NOTHING, NULL, false},
    {"google", "Google", "search", LIST("google.*"),
	LIST("com.google.android.googlequicksearchbox", "com.google.android.gms", "com.android.chrome",
	    "com.google.android.apps.searchlite"),
	false},
    {"googlenews", "Google News", "reader", LIST("news.google.com"), LIST("com.google.android.apps.magazines"), false},
    {"googlereader", "Google Reader", "reader", LIST("reader.google.com"), NULL, false},
    {"googleplus", "Google+", "network", LIST("plus.google.com", "plus.url.google.com"),
	LIST("com.google.android.apps.plus"), false},
    {"bing", "Bing", "search", LIST("bing.com"), LIST("com.microsoft.bing"), false},
    {"duckduckgo", "DuckDuckGo", "search", LIST("duckduckgo.com"), LIST("com.duckduckgo.mobile.android"), false},
    {"yahoo", "Yahoo", "search", LIST("yahoo.*", "yahoo.co.jp"), LIST("com.yahoo.mobile.client.android.search"), false},
    {"yandex", "Yandex", "search", LIST("yandex.*", "ya.ru"), LIST("ru.yandex.searchplugin"), false},
    {"baidu", "Baidu", "search", LIST("baidu.com"), LIST("com.baidu.searchbox"), false},
    {"ecosia", "Ecosia", "search", LIST("ecosia.org"), LIST("com.ecosia.android"), false},
    {"startpage", "Startpage", "search", LIST("startpage.com", "ixquick.com"), NULL, false},
    {"qwant", "Qwant", "search", LIST("qwant.com"), LIST("com.qwant.liberty"), false},
    {"brave", "Brave Search", "search", LIST("search.brave.com"), NULL, false},
    {"kagi", "Kagi", "search", LIST("kagi.com"), NULL, false},
    {"naver", "Naver", "search", LIST("naver.com"), LIST("com.nhn.android.search"), false},
    {"seznam", "Seznam", "search", LIST("seznam.cz"), NULL, false},
    {"sogou", "Sogou", "search", LIST("sogou.com"), NULL, false},
    {"ask", "Ask", "search", LIST("ask.com"), NULL, false},
    {"facebook", "Facebook", "network", LIST("facebook.com", "fb.com", "fb.me", "fb.watch", "messenger.com"),
	LIST("com.facebook.katana", "com.facebook.lite", "com.facebook.orca"), false},
    {"instagram", "Instagram", "network", LIST("instagram.com", "instagr.am"), LIST("com.instagram.android"), false},
    {"threads", "Threads", "network", LIST("threads.net", "threads.com"), LIST("com.instagram.barcelona"), false},
    {"reddit", "Reddit", "network", LIST("reddit.com", "redd.it"), LIST("com.reddit.frontpage"), false},
    {"hackernews", "Hacker News", "network", LIST("news.ycombinator.com", "hckrnews.com"),
	LIST("io.github.hidroh.materialistic"), false},
    {"lobsters", "Lobsters", "network", LIST("lobste.rs"), NULL, false},
    {"linkedin", "LinkedIn", "network", LIST("linkedin.com", "lnkd.in"), LIST("com.linkedin.android"), false},
    {"pinterest", "Pinterest", "network", LIST("pinterest.*", "pin.it"), LIST("com.pinterest"), false},
    {"tumblr", "Tumblr", "network", LIST("tumblr.com", "tmblr.co"), LIST("com.tumblr"), false},
    {"youtube", "YouTube", "network", LIST("youtube.com", "youtu.be"), LIST("com.google.android.youtube"), false},
    {"mastodon", "Mastodon", "network",
	LIST("mastodon.social", "mastodon.online", "mastodon.cloud", "mastodon.world", "mastodon.xyz", "mstdn.social",
	    "mstdn.jp", "mstdn.io", "mas.to", "pawoo.net", "fosstodon.org", "hachyderm.io", "infosec.exchange",
	    "chaos.social", "social.coop", "techhub.social", "ioc.exchange", "indieweb.social", "universeodon.com",
	    "mathstodon.xyz", "scholar.social", "octodon.social", "ruby.social", "phpc.social", "front-end.social",
	    "mastodon.gamedev.place", "troet.cafe", "sfba.social", "c.im"),
	LIST("org.joinmastodon.android"), false},
    {"bluesky", "Bluesky", "network", LIST("bsky.app", "bsky.social"), LIST("xyz.blueskyweb.app"), false},
    {"telegram", "Telegram", "network", LIST("telegram.org", "telegram.me", "t.me"),
	LIST("org.telegram.messenger", "org.telegram.messenger.web", "org.thunderdog.challegram"), false},
    {"whatsapp", "WhatsApp", "network", LIST("whatsapp.com", "wa.me"), LIST("com.whatsapp", "com.whatsapp.w4b"), false},
    {"discord", "Discord", "network", LIST("discord.com", "discordapp.com", "discord.gg"), LIST("com.discord"), false},
    {"slack", "Slack", "network", LIST("slack.com"), LIST("com.Slack"), false},
    {"tiktok", "TikTok", "network", LIST("tiktok.com"), LIST("com.zhiliaoapp.musically", "com.ss.android.ugc.trill"),
	false},
    {"snapchat", "Snapchat", "network", LIST("snapchat.com"), LIST("com.snapchat.android"), false},
    {"quora", "Quora", "network", LIST("quora.com"), LIST("com.quora.android"), false},
    {"stackoverflow", "Stack Overflow", "network",
	LIST("stackoverflow.com", "stackexchange.com", "superuser.com", "serverfault.com", "askubuntu.com"), NULL,
	false},
    {"github", "GitHub", "network", LIST("github.com", "github.io"), LIST("com.github.android"), false},
    {"medium", "Medium", "network", LIST("medium.com"), LIST("com.medium.reader"), false},
    {"substack", "Substack", "network", LIST("substack.com"), LIST("com.substack.app"), false},
    {"wordpress", "WordPress", "network", LIST("wordpress.com", "wp.com", "wp.me"), LIST("org.wordpress.android"),
	false},
    {"blogger", "Blogger", "network", LIST("blogger.com", "blogspot.*"), NULL, false},
    {"digg", "Digg", "network", LIST("digg.com"), NULL, false},
    {"slashdot", "Slashdot", "network", LIST("slashdot.org"), NULL, false},
    {"stumbleupon", "StumbleUpon", "network", LIST("stumbleupon.com"), LIST("com.stumbleupon.android.app"), false},
    {"delicious", "Delicious", "network", LIST("delicious.com", "del.icio.us"), NULL, false},
    {"friendfeed", "FriendFeed", "network", LIST("friendfeed.com"), NULL, false},
    {"wikipedia", "Wikipedia", "network", LIST("wikipedia.org", "wikimedia.org"), LIST("org.wikipedia"), false},
    {"weibo", "Weibo", "network", LIST("weibo.com", "weibo.cn", "t.cn"), LIST("com.sina.weibo"), false},
    {"vk", "VK", "network", LIST("vk.com", "vkontakte.ru"), LIST("com.vkontakte.android"), false},
    {"xing", "XING", "network", LIST("xing.com"), LIST("com.xing.android"), false},
    {"flipboard", "Flipboard", "reader", LIST("flipboard.com", "flip.it"), LIST("flipboard.app"), false},
    {"pocket", "Pocket", "reader", LIST("getpocket.com"), LIST("com.ideashower.readitlater.pro"), false},
    {"instapaper", "Instapaper", "reader", LIST("instapaper.com"), LIST("com.instapaper.android"), false},
    {"feedly", "Feedly", "reader", LIST("feedly.com", "cloud.feedly.com"), LIST("com.devhd.feedly"), false},
    {"inoreader", "Inoreader", "reader", LIST("inoreader.com"), LIST("com.innologica.inoreader"), false},
    {"newsblur", "NewsBlur", "reader", LIST("newsblur.com"), LIST("com.newsblur"), false},
    {"feedbin", "Feedbin", "reader", LIST("feedbin.com", "feedbin.me"), NULL, false},
    {"theoldreader", "The Old Reader", "reader", LIST("theoldreader.com"), NULL, false},
    {"feedreader", "Other feed readers", "reader",
	LIST("bloglines.com", "netvibes.com", "newsgator.com", "feedburner.com", "rojo.com", "miniflux.app",
	    "bazqux.com", "feedspot.com", "feedhq.org", "commafeed.com", "freshrss.net"),
	NULL, false},
    {"mail", "Mail", "mail",
	LIST("mail.google.com", "inbox.google.com", "mail.yahoo.*", "outlook.live.com", "outlook.office.com",
	    "outlook.office365.com", "outlook.com", "hotmail.com", "mail.live.com", "gmx.net", "gmx.de", "web.de",
	    "mail.ru", "e.mail.ru", "mail.aol.com", "mail.proton.me", "mail.protonmail.com", "fastmail.com",
	    "app.fastmail.com", "mail.zoho.com", "mail.yandex.*"),
	LIST("com.google.android.gm", "com.microsoft.office.outlook", "com.yahoo.mobile.client.android.mail",
	    "ch.protonmail.android"),
	false},
    {"chatgpt", "ChatGPT", "assistant", LIST("chatgpt.com", "chat.openai.com"), LIST("com.openai.chatgpt"), false},
    {"perplexity", "Perplexity", "assistant", LIST("perplexity.ai"), LIST("ai.perplexity.app.android"), false},
    {"gemini", "Gemini", "assistant", LIST("gemini.google.com", "bard.google.com"),
	LIST("com.google.android.apps.bard"), false},
    {"claude", "Claude", "assistant", LIST("claude.ai"), LIST("com.anthropic.claude"), false},
    {"copilot", "Copilot", "assistant", LIST("copilot.microsoft.com"), LIST("com.microsoft.copilot"), false},
    {"shortener", "Link shorteners", "shortener",
	LIST("bit.ly", "bitly.com", "j.mp", "buff.ly", "buffer.com", "bufferapp.com", "ow.ly", "ht.ly", "owl.li",
	    "hootsuite.com", "hoot.suite", "dlvr.it", "goo.gl", "tinyurl.com", "tiny.cc", "is.gd", "v.gd", "ift.tt",
	    "trib.al", "rebrand.ly", "cutt.ly", "su.pr", "tr.im", "cli.gs", "snipurl.com", "snurl.com", "twurl.nl",
	    "short.io", "shorturl.at", "rb.gy", "t.ly", "bl.ink", "soo.gd", "po.st", "shar.es", "adf.ly", "awe.sm",
	    "fur.ly", "u.nu", "zz.gd", "moourl.com", "x.co", "bc.vc", "mcaf.ee", "urlr.me", "lnk.bio", "linktr.ee",
	    "sprout.link", "spr.ly", "socialoomph.com", "sproutsocial.com", "later.com"),
	NULL, true},
};

#define BUILT_IN (sizeof(built_in) / sizeof(built_in[0]))

const struct source_row *sources = built_in;
unsigned sources_count = BUILT_IN;

int
sources_add(struct span name)
{
	static struct source_row all[BUILT_IN + SOURCES_OWN];
	int known = sources_named(name);
	char *text;

	if (known >= 0)
		return known;
	if (sources_count == BUILT_IN + SOURCES_OWN)
		return -1;
	if (sources == built_in) {
		memcpy(all, built_in, sizeof(built_in));
		sources = all;
	}
	text = alloc_copy(name);
	all[sources_count] = (struct source_row){text, text, "own", no_domains, NULL, false};
	return (int)sources_count++;
}
