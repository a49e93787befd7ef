#include "parsers/robots.h"
#include "base/alloc.h"
#include "parsers/pattern.h"
#include "parsers/rules.h"
#include <stdlib.h>

/*
 * The rules, in the order in which they are tried; the first that matches decides. To teach
 * footfall a robot, add its name to the row of its kind and a line to tests/data/robots.test.
 *
 * What makes the order safe: a row of PERSON describes the whole agent from end to end, so a robot
 * cannot hide behind it by adding its name to a browser's string. Names are looked for last,
 * because most robots give themselves away by form.
 */
enum robot_decides { PERSON, ROBOT };

struct robot_row {
	enum robot_decides decides;
	const char *why;
	const char *pattern; /* PCRE2, ASCII case ignored, on the agent alone */
};

static const struct robot_row robots[] = {
    {PERSON, "a browser, from end to end",
	/* Only the model of an Android device is free text: it may be CUBOT's. */
	"^Mozilla/5\\.0 \\((?:"
	"(?:Windows; U; )?Windows NT [\\d.]+(?:; (?:Win64|WOW64|x64|ARM64|Touch|U|[a-z]{2}(?:-[a-z]{2})?))*"
	"|Macintosh; (?:U; )?(?:Intel|PPC) Mac OS X[ \\d_.]*(?:; [a-z]{2}(?:-[a-z]{2})?)?"
	"|X11; (?:U; )?(?:(?:Ubuntu|Fedora|Debian); )?(?:Linux|CrOS|FreeBSD|OpenBSD|NetBSD) [\\w ]+(?: [\\d.]+)?"
	"|iP(?:hone|ad|od|od touch); (?:U; )?CPU (?:iPhone )?OS [\\d_]+ like Mac OS X(?:; [a-z]{2}(?:-[a-z]{2})?)?"
	"|Linux; (?:U; )?Android [\\d.]+(?:; [a-z]{2}(?:[-_][a-z]{2})?)?"
	"(?:; (?!compatible)[^;()/@:+]{1,64}(?:\\([^;()/@:+]{1,64}\\)[^;()/@:+]{0,64})?(?:(?<= "
	")Build/[\\w.+-]+)?)?(?:; wv)?"
	"|Android [\\d.]+; (?:Mobile|Tablet|TV)"
	")(?:; Trident/7\\.0)?(?:; rv:[\\d.]+)?\\) (?:like Gecko|Gecko/[\\d.]+ Firefox/[\\d.]+"
	"|AppleWebKit/[\\d.]+ \\(KHTML, like Gecko\\)"
	"(?: (?:Version|Chrome|CriOS|FxiOS|Mobile|Safari|Edge?|EdgA|EdgiOS|OPR|OPT|SamsungBrowser|GSA|DuckDuckGo|Ddg"
	"|YaBrowser|Yowser|Vivaldi|UCBrowser|Focus|Silk|Twitter for i[a-z]+|TwitterAndroid"
	"|\\[(?:FB|LinkedInApp|Pinterest)[\\w./;,:-]*\\])(?:/[\\w.]+)?)++)$"},
    {PERSON, "Internet Explorer, from end to end",
	"^Mozilla/[45]\\.0 \\(compatible; MSIE [\\d.]+; Windows [NTC\\d. ]+(?:; "
	"(?:SV1|WOW64|Win64|x64|Touch|Trident/[\\d.]+"
	"|\\.NET[\\dCELR. ]*|SLCC\\d|Media Center PC [\\d.]+|Tablet PC [\\d.]+|InfoPath\\.\\d|GTB[\\d.]+|MS-RTC LM "
	"\\d))*\\)$"},

    {ROBOT, "carries an e-mail address, as robots do",
	"(?<=[\\w+-])(?:@|\\(at\\)|\\[at\\]| at )[a-z\\d-]+(?:\\.| dot )[a-z]"},
    {ROBOT, "carries a web address, as robots do",
	/* An old kit for browsers of one's own put its maker's address into them. */
	"https?:(?!//(?:www\\.)?bsalsa\\.com)|\\bwww\\.(?!bsalsa\\.com)[a-z\\d]"
	"|[+(]\\s?(?:[a-z\\d-]+\\.)+[a-z]{2,6}[/);]|\\+(?:[a-z\\d-]+\\.)+[a-z]{2,6}$"
	"| [a-z][\\w-]+\\.(?:com|net|org|io)(?:/[\\d.]+)?(?: bot)?$"},
    {ROBOT, "names itself a bot, crawler or spider",
	"(?<!cu)bots?(?![a-z])|\\bbot(?=[a-z])|robot|crawl|spider(?!man)|slurp|scrap(?:e|y|ing)|harvest"},
    {ROBOT, "names itself a fetcher, preview, monitor or scanner",
	"preview|fetch|monitor|scan(?!ia)|headless|archiv|uptime|validat|verif(?:y|ier)|check(?!book|ers)|(?<=[a-z\\d_-"
	"])agent\\b|\\bagent/"
	"|(?:url|link|uri)[ _-]?(?:expand|test|extract|tiger)|resolver|extractor|collector|indexer|optimizer|favicon"
	"|screenshot|thumb(?:nail|shot|sniper)|\\bprobe|survey|analy[sz]er|insights|sniffer|transcoder|synthetic"
	"|lighthouse|pagespeed|speed ?(?:test|curve)|benchmark|pinger|\\bping\\b"},
    {ROBOT, "names itself a feed reader or feed fetcher",
	"feed(?!book)|\\brss|rss\\b|atom(?:izer|ic ?reader)|podcast|newsblur|inoreader|theoldreader|old reader|miniflux"
	"|netnewswire|\\breeder/|\\bvienna/|liferea|akregator|aggregat|syndicat|bazqux|commafeed|netvibes|blogtrottr"
	"|simplepie|rome client|magpie|newsboat|newsbeuter|newsgator|newsnow|readkit|blogline|\\d subscribers"},
    {ROBOT, "declares itself compatible, and is no browser",
	"[(;][ +]?compatible[;,]?+[ +]?+(?!(?:U; "
	")?(?:MSIE|Konqueror|iCab|OmniWeb|Opera|AOL|NetFront|IBrowse|WebTV|ABrowse"
	"|Dillo|NetPositive|Win|X11|Linux|Mac|Voyager; AmigaOS|AmigaVoyager|Links|MSN|Avant|Galeon|KHTML|Safari|Charon"
	"|Elaine))|like Gecko[;,] (?!Safari)"},
    {ROBOT, "a bare token, with no browser behind it", "^Mozilla/\\d(?:\\.\\d+)?[ +]*(?:\\(\\s*\\))?$"},
    {ROBOT, "claims to be Mozilla/5.0 without a browser's engine",
	"^Mozilla/"
	"5\\.0(?!.*(?:Gecko|WebKit|MSIE|Trident|KHTML|Opera|Presto|NetFront|Netscape|Goanna|iCab|PLAYSTATION|Nintendo))"
	"|^Mozilla/5\\.0 (?:AppleWebKit|Gecko)|Windows NT[^)]{0,200}\\) AppleWebKit/[\\d.]+ \\(KHTML, like Gecko\\)$"},
    {ROBOT, "a library or tool",
	"\\b(?:curl|wget|libcurl|pycurl|libwww-perl|lwp|python|aiohttp|httpx|java/1|okhttp|go-http|golang|http_?request"
	"|http\\.rb|httpunit|httrack|winhttrack|axios|node-fetch|undici|superagent|guzzle|perl|php/"
	"|ruby|typhoeus|faraday"
	"|eventmachine|jakarta|libhttp|winhttp|wininet|powershell|cfnetwork|dalvik|postman|insomnia/|httpie|lua-resty"
	"|reqwest|hyper/|restsharp|jersey|rest-client|unirest|zgrab|masscan|nmap|nikto|sqlmap|nuclei|teleport"
	"|offline explorer|webzip|webcopier|indy library|wordpress/|drupal|joomla|phantomjs|slimerjs|casperjs|selenium"
	"|puppeteer|playwright|cypress|htmlunit|mechanize|scrapy|nutch|heritrix|jaunt(?!y)|cakephp|zend_http|aria2|"
	"jsdom)"
	"|http[ _-]?client|urllib"},
    {ROBOT, "fetches previews of links for a network or messenger",
	"facebookexternal|facebot|facebookcatalog|facebookplatform|meta-external|^whatsapp|embedly|iframely|mastodon/"
	"|pleroma|misskey|akkoma|flipboardproxy|skypeuri|vkshare|quora link|google-pagerenderer|outbrain|^pinterest/\\d"
	"|unwindfetch|metauri|js-kit|postrank|butterfly/|oneriot|showyou|tweetme|topsy|paperli|njuice|^voyager/|twingly"
	"|friendfeed|summify|longurl|hootsuite|yahoo link|google web snippet|slack-img|image-?proxy|cardyb"},
    {ROBOT, "collects pages for AI",
	"gptbot|chatgpt-user|oai-search|claude(?:bot|-)|anthropic|perplexity-|bytespider|google-extended|google-"
	"cloudvertex"
	"|cohere-|diffbot|xai-|mistralai|deepseek|timpi|petalsearch|duckassist|novaact|firecrawl"},
    {ROBOT, "works for a search engine or measures sites",
	"google(?:other|-site|-read|-inspection|-adwords|-shopping|-video|-structured|-test|-safety)|-google\\b"
	"|mediapartners|yandex(?:images|media|blogs|favicons|direct|metrika|webmaster|pagechecker)|baidu-|yeti/|daumoa"
	"|yahoo!|yahooseeker|ask jeeves|teoma|gigablast|ia_archiver|qwantify|seznam|ahrefs|semrush|majestic|sistrix"
	"|seokicks|netcraft|builtwith|wappalyzer|similarweb|w3c_|gtmetrix|\\bPTST?\\b|dareboost|pingdom|statuscake"
	"|site24x7|siteimprove|silktide|thousandeyes|better ?stack|kube-probe|elb-health|new "
	"?relic|nagios|zabbix|datadog"
	"|catchpoint|\\bkeynote|gomez|rigor\\b|chrome-lighthouse|censys|shodan|internet "
	"?census|qualys|zmeu|dataprovider"
	"|datanyze|hardenize|copyscape|plagscan|turnitin|grapeshot|peer39|proximic|adbeat|admantx"},
    {ROBOT, "does not begin as any browser does",
	"^(?!Mozilla/\\d|Opera[ /]|BlackBerry|Nokia|Sony|SAMSUNG|SEC-|SGH|SPH|SCH|LG|MOT|DoCoMo/|KDDI|J-PHONE|Vodafone"
	"|SoftBank|UCWEB/|JUC |UCBrowser|UP\\.Browser|Lynx/|E?Links[ "
	"/(]|w3m/|NetSurf/|Dillo/|OmniWeb|iCab|Surf/|Amaya|HTC"
	"|ZTE|HUAWEI|Lenovo|Alcatel|Palm|PHILIPS|Panasonic|SHARP|SIE-|portalmmm|Pantech|SAGEM|Toshiba|HotJava|Emacs-W3"
	"|Galaxy/|QQBrowser|MQQBrowser|Xiaomi|Doris/"
	"|BenQ|GIONEE|TIANYU|K-Touch|Karbonn|Micromax|Spice|Konqueror|Epiphany"
	"|WorldWideWeb|IBrowse|Bunjalloo|.*(?:MIDP|CLDC|Opera Mini|NetFront|Obigo|Teleca))"},
};

#define ROBOT_ROWS (sizeof(robots) / sizeof(robots[0]))
/* So many rows at the start see the agent whole; the others see it without a phone's model. */
#define ROBOT_WHOLE 2

/* The model in an Android agent: free text of phone makers, who like "bot" and "spider". */
#define ROBOT_MODEL                                                                                                    \
	"; ?(?:Android|Adr) [\\d.]+; (?:[a-z]{2}(?:[-_][a-z]{2})?; )?"                                                 \
	"((?!compatible)[^;()/@+]{1,64}(?:\\([^();/@+]{1,64}\\)[^;()/@+]{0,64})?)(?= Build/|; ?wv|\\)|/V|/R)"
/* Twitter's in-app browsers: a browser's string that ends in the app's name, or nearly. */
#define ROBOT_TWITTER_APP "^Mozilla/.* (?:Twitter for iP(?:hone|ad|od)|TwitterAndroid)(?![\\w.-])"
#define ROBOT_MASKED_MAX 1024
/* Browsers stay under 1 KiB, whatever apps add; also a bound on the work of the patterns. */
#define ROBOT_LONGEST 2048

struct robot_rules {
	struct pattern *rows[ROBOT_ROWS];
	struct pattern *model, *app;
	const struct rules *own; /* NULL: none */
};

struct robot_rules *
robot_rules_open(void)
{
	struct robot_rules *rules = alloc_zero(1, sizeof(*rules));
	for (size_t i = 0; i < ROBOT_ROWS; i++)
		rules->rows[i] = pattern_builtin(robots[i].pattern);
	rules->model = pattern_builtin(ROBOT_MODEL);
	rules->app = pattern_builtin(ROBOT_TWITTER_APP);
	return rules;
}

void
robot_rules_extend(struct robot_rules *rules, const struct rules *own)
{
	rules->own = own;
}

void
robot_rules_close(struct robot_rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < ROBOT_ROWS; i++)
		pattern_close(rules->rows[i]);
	pattern_close(rules->model);
	pattern_close(rules->app);
	free(rules);
}

/* Blanks out the phone's model in a copy of the agent; gives the agent itself when there is none. */
static struct span
robots_without_model(
    const struct robot_rules *rules, struct matcher *matcher, struct span agent, char copy[ROBOT_MASKED_MAX])
{
	if (agent.n > ROBOT_MASKED_MAX || !pattern_match(rules->model, matcher, agent))
		return agent;
	struct span model = pattern_group(matcher, 1);
	memcpy(copy, agent.p, agent.n);
	memset(copy + (model.p - agent.p), '-', model.n);
	return span_make(copy, agent.n);
}

/* What the user says of the agent; false when he says nothing. */
static bool
robots_judge_own(
    const struct robot_rules *rules, struct matcher *matcher, struct span agent, struct robot_verdict *verdict)
{
	const struct rules_agent *own = rules->own ? rules_find_agent(rules->own, matcher, agent) : NULL;
	if (!own)
		return false;
	verdict->robot = own->robot;
	verdict->why = own->robot ? "a robot by your --rules" : "a person by your --rules";
	verdict->twitter_app = pattern_match(rules->app, matcher, agent);
	return true;
}

struct robot_verdict
robots_judge(const struct robot_rules *rules, struct matcher *matcher, struct span agent)
{
	struct robot_verdict verdict = {.why = "a browser"};
	char copy[ROBOT_MASKED_MAX];
	struct span masked = agent;
	if (agent.n <= ROBOT_LONGEST && robots_judge_own(rules, matcher, agent, &verdict))
		return verdict;
	if (agent.n == 0 || span_eq(agent, SPAN("-")))
		return (struct robot_verdict){.robot = true, .why = "empty user agent"};
	if (agent.n > ROBOT_LONGEST)
		return (struct robot_verdict){.robot = true, .why = "longer than any browser's user agent"};
	for (size_t i = 0; i < ROBOT_ROWS; i++) {
		if (i == ROBOT_WHOLE)
			masked = robots_without_model(rules, matcher, agent, copy);
		if (!pattern_match(rules->rows[i], matcher, masked))
			continue;
		verdict.robot = robots[i].decides == ROBOT;
		verdict.why = robots[i].why;
		break;
	}
	/* Of a robot too: it tells whether Twitter's evidence would else have counted it. */
	verdict.twitter_app = pattern_match(rules->app, matcher, agent);
	if (verdict.twitter_app && !verdict.robot)
		verdict.why = "Twitter's in-app browser";
	return verdict;
}
