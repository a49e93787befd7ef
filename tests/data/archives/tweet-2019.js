window.YTD.tweet.part0 = [
 {
  "id_str": "200000000000000001",
  "created_at": "Sat Feb 02 08:00:00 +0000 2019",
  "full_text": "bare https://t.co/In2019aaaa",
  "entities": {
   "urls": [
    {
     "url": "https://t.co/In2019aaaa",
     "expanded_url": "http://blog.example.org/",
     "display_url": "blog.example.org",
     "indices": [
      "0",
      "22"
     ]
    }
   ]
  }
 },
 {
  "id_str": "200000000000000002",
  "created_at": "Sat Feb 02 09:00:00 +0000 2019",
  "full_text": "no list of links, only text: https://t.co/In2019bbbb"
 }
]
