window.YTD.tweets.part1 = [
  {
    "tweet": {
      "id_str": "400000000000000001",
      "created_at": "Tue Mar 04 09:00:00 +0000 2014",
      "full_text": "Radios &amp; valves &lt;old&gt; https://t.co/PartOne001 https://t.co/PicTure001",
      "entities": {
        "urls": [
          {
            "url": "https://t.co/PartOne001",
            "expanded_url": "http://blog.example.org/",
            "display_url": "blog.example.org",
            "indices": [
              "0",
              "22"
            ]
          }
        ],
        "media": [
          {
            "url": "https://t.co/PicTure001"
          }
        ]
      },
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "400000000000000001"
          ]
        }
      }
    }
  },
  {
    "tweet": {
      "id_str": "400000000000000002",
      "created_at": "Tue Mar 04 10:00:00 +0000 2014",
      "full_text": "RT @friend: worth it https://t.co/Friend0001",
      "entities": {
        "urls": [
          {
            "url": "https://t.co/Friend0001",
            "expanded_url": "http://blog.example.org/",
            "display_url": "blog.example.org",
            "indices": [
              "0",
              "22"
            ]
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "id_str": "400000000000000003",
      "created_at": "Wed Mar 05 23:59:60 +0000 2014",
      "full_text": "two: https://t.co/TwoLink001 https://t.co/TwoLink002",
      "entities": {
        "urls": [
          {
            "url": "https://t.co/TwoLink001",
            "expanded_url": "http://blog.example.org/",
            "display_url": "blog.example.org",
            "indices": [
              "0",
              "22"
            ]
          },
          {
            "url": "https://t.co/TwoLink002",
            "expanded_url": "http://blog.example.org/",
            "display_url": "blog.example.org",
            "indices": [
              "0",
              "22"
            ]
          }
        ]
      }
    }
  }
]
