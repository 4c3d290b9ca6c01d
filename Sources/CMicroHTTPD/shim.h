#ifndef STOCKTAKE_CMICROHTTPD_SHIM_H
#define STOCKTAKE_CMICROHTTPD_SHIM_H

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

// Whether Swift sees an enumeration as an enum or as constants depends on libmicrohttpd's release:
// its values are named here only.

static const enum MHD_Result stk_mhd_yes = MHD_YES;
static const enum MHD_Result stk_mhd_no = MHD_NO;

/// The limits of a server.
struct stk_mhd_limits {
    /// Open at a time; further clients are disconnected.
    unsigned int connections;
    /// A connection is closed after this long without a byte in either direction.
    unsigned int idle_seconds;
    /// Memory of each connection, which bounds the request's head.
    size_t connection_bytes;
};

/// Stands for `MHD_start_daemon` on a port of 127.0.0.1 (0 = any), with one thread per connection
/// and strict parsing; null with `errno` in `error` on failure.
static inline struct MHD_Daemon *stk_mhd_start(
    uint16_t port, const struct stk_mhd_limits *limits, MHD_AccessHandlerCallback handler,
    MHD_RequestCompletedCallback completed, void *context, int *error) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    errno = 0;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION,
        port, NULL, NULL, handler, context,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *) &address,
        MHD_OPTION_CONNECTION_LIMIT, limits->connections,
        MHD_OPTION_CONNECTION_TIMEOUT, limits->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits->connection_bytes,
#if MHD_VERSION >= 0x00097701
        MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1,
#else
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
#endif
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_END);
    *error = daemon ? 0 : errno;
    return daemon;
}

/// Stands for `MHD_get_daemon_info` with `MHD_DAEMON_INFO_BIND_PORT`; 0 if not known.
static inline uint16_t stk_mhd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

/// Stands for `MHD_get_connection_values` with `MHD_HEADER_KIND`: calls `visit` for each header.
static inline void stk_mhd_visit_headers(
    struct MHD_Connection *connection, MHD_KeyValueIterator visit, void *context) {
    MHD_get_connection_values(connection, MHD_HEADER_KIND, visit, context);
}

/// Stands for `MHD_create_response_from_buffer` with `MHD_RESPMEM_MUST_COPY`.
static inline struct MHD_Response *stk_mhd_response(const void *body, size_t size) {
    return MHD_create_response_from_buffer(size, (void *) body, MHD_RESPMEM_MUST_COPY);
}

#endif
