pidfile = "@folder@/prosody.pid"
data_path = "@folder@/data"
certificates = "@folder@/certs"
plugin_paths = { "@modules@" }
run_as_root = true
daemonize = false
interfaces = { "127.0.0.1" }
network_backend = "epoll"
admins = { "admin@localhost" }
modules_enabled = { "disco"; "roster"; "saslauth"; "ping"; "posix"; "http" }
modules_disabled = { "s2s" }
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
http_ports = { @port@ }
http_interfaces = { "127.0.0.1" }
https_ports = {}
c2s_ports = { @client@ }
limits = {}
log = { warn = "@folder@/prosody.log" }
network_settings = { max_connections = 100000; tcp_backlog = 4096 }

VirtualHost "localhost"

Component "pubsub.localhost" "pubsub"
    modules_enabled = { "pubsub_eventsource" }
    autocreate_on_publish = true
    autocreate_on_subscribe = true
    storage = "@storage@"
