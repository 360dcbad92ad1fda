"""What every room needs once (公用): who looks, who acts, what was recorded when. Floor 0."""
