Grailbird.data.tweets_2013_05 =
 [
 {
  "source": "web",
  "entities": {
   "urls": [
    {
     "expanded_url": "http:\/\/blog.example.org\/2013\/05\/links.html",
     "indices": [
      10,
      32
     ],
     "url": "http:\/\/t.co\/GrailB0001",
     "display_url": "blog.example.org"
    }
   ]
  },
  "geo": {},
  "id_str": "100000000000000001",
  "text": "Grailbird http:\/\/t.co\/GrailB0001",
  "id": 100000000000000001,
  "created_at": "2013-05-06 08:15:00 +0000",
  "user": {
   "name": "A Blog",
   "screen_name": "exampleblog"
  }
 },
 {
  "source": "web",
  "entities": {
   "urls": [
    {
     "url": "http:\/\/t.co\/GrailB0002"
    }
   ]
  },
  "text": "RT @friend: cut short http:\/\/t.co\/Grai\u2026",
  "id": 100000000000000002,
  "created_at": "2013-05-07 08:15:00 +0200",
  "retweeted_status": {
   "id_str": "99",
   "text": "cut short http:\/\/t.co\/GrailB0003",
   "entities": {
    "urls": [
     {
      "url": "http:\/\/t.co\/GrailB0003"
     }
    ]
   }
  }
 }
]
