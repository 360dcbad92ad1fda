"""Who is who (登记): villages, organisations, people, the three kinds of 户, members, posts, resolutions."""
