"""Settings of the Scrapy project. Delay and user agent come from profile and workspace; `-s NAME=VALUE` wins over all.

Settings of ours, with the order flag, environment, workspace file, default: DATA_DIR, SITE_PROFILES, UNION_NEWS_PROXY.
Ours alone: ALLOW_PRIVATE_ADDRESSES, INDEX_AFTER_CRAWL, MAX_LINKS_PER_PAGE, BREAKER_FAILURES, RETRY_AFTER_MAX_S,
LIST_NAMES_ONLY, TELL_ALARMS.
"""

from scrapy.settings.default_settings import DOWNLOADER_MIDDLEWARES_BASE as _MIDDLEWARES
from scrapy.settings.default_settings import EXTENSIONS_BASE as _EXTENSIONS

BOT_NAME = "union_news"
SPIDER_MODULES = ["crawler.spiders"]
COMMANDS_MODULE = "crawler.commands"
SPIDER_LOADER_CLASS = "crawler.loader.ProfileLoader"  # one spider a profile

# None: environment ($UNION_NEWS_DATA, $UNION_NEWS_SITES, $UNION_NEWS_PROXY), then union-news.toml, then the default.
DATA_DIR = None
SITE_PROFILES = None
UNION_NEWS_PROXY = None

# Targets on this machine or in a private network are refused, redirects included, unless a proxy fetches them for us.
ALLOW_PRIVATE_ADDRESSES = False
LIST_NAMES_ONLY = False  # `scrapy list` as Scrapy has it, for programs that take each line for a name, as Scrapyd does
# "wait": bring the index up to date after the crawl and wait for it; "start": leave it running; "no": leave it be.
INDEX_AFTER_CRAWL = "wait"
TELL_ALARMS = True  # `scrapy due` tells those of all its crawls together
MAX_LINKS_PER_PAGE = 2000
BREAKER_FAILURES = 5  # failures in a row after which a host is left alone for this run
RETRY_AFTER_MAX_S = 300  # a server that asks for a longer pause is left for the next run

# Polite: robots.txt obeyed, Crawl-delay too (crawler.politeness), one request at a time, slower when the site is slow.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 5.0  # a profile's delay_s takes its place
DOWNLOAD_DELAY_JITTER = 0.0  # jitter would also shorten the pause that a robots.txt asks for
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False  # none are kept, so none cross hosts
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
METAREFRESH_ENABLED = False
REFERRER_POLICY = "same-origin"
URLLENGTH_LIMIT = 2083

DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# The bytes are kept as sent and unpacked where they are read, within bounds (crawler.payload); Scrapy would do it once
# more, and guess each page's encoding at the price of reading it.
COMPRESSION_ENABLED = False
# Only what the standard library can read again.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,zh-TW;q=0.8,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
RETRY_TIMES = 2  # of connections that failed; answers such as 503 are asked again by the spider
RETRY_HTTP_CODES: list[int] = []
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
REDIRECT_MAX_TIMES = 5  # of robots.txt, RFC 9309 section 2.3.1.2; those of pages are followed by the spider

DOWNLOADER_MIDDLEWARES = {
    "crawler.read_before.ReadBefore": 60,
    "crawler.purged.Purged": 70,
    "crawler.middlewares.Proxy": 80,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 85,
    "crawler.middlewares.PrivateAddresses": 90,  # before robots.txt is asked for
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.politeness.Robots": 100,
    "crawler.politeness.Breaker": 540,
    "crawler.middlewares.ConditionalGet": 800,
    "crawler.middlewares.ArchiveBytes": 950,  # next to the downloader: bytes as sent
}
ITEM_PIPELINES = {"crawler.pipelines.Settle": 300}
EXTENSIONS = {
    "crawler.politeness.CrawlDelay": 500,
    "crawler.stopping.Stopping": 510,
}
# What is switched off is taken out of Scrapy's own lists: named there, or here with None, it would still be imported,
# with an HTTP server, a terminal and two HTTP clients.
_OFF = ("remote_control", "telnet", "cookies", "httpcache")
EXTENSIONS_BASE = {name: place for name, place in _EXTENSIONS.items() if name.split(".")[2] not in _OFF}
DOWNLOADER_MIDDLEWARES_BASE = {name: place for name, place in _MIDDLEWARES.items() if name.split(".")[2] not in _OFF}
DOWNLOAD_HANDLERS = dict.fromkeys(("data", "file", "ftp", "s3"))  # news comes by HTTP

# First found, first asked: the order of a listing is the order of its articles.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
CONCURRENT_ITEMS = 1  # they are settled one after the other; Scrapy makes so many tasks for every page
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1_000_000  # bytes of pages that wait to be read
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "WARNING"  # a cron job that is well says one line; -L INFO tells more
STATS_DUMP = True
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ADDONS: dict[str, int] = {}
