"""Three windows onto the same rooms: pages, API and command line (界面). They hold no rule of their own."""
