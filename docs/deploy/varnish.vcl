# Sluice behind Varnish, as /etc/varnish/default.vcl.
#
# `pipe_timeout`, 60 s by default, is how long a stream may be silent: longer than `http.heartbeat` of
# Sluice, 15 s.

vcl 4.1;

backend sluice {
    .host = "127.0.0.1";
    .port = "5280";
}

sub vcl_recv {
    # A stream is no object to keep: its bytes go through as they come.
    if (req.url ~ "^/eventsource[/?]") {
        return (pipe);
    }
}

sub vcl_pipe {
    # What follows on the connection would go unseen.
    set bereq.http.Connection = "close";
}
