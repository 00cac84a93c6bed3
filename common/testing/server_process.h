// What fixtures of servers (mariadb.h, redis.h) need to start one.
#ifndef GUANXI_COMMON_TESTING_SERVER_PROCESS_H_
#define GUANXI_COMMON_TESTING_SERVER_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace guanxi {

// Starts a program that ends when the thread that calls this does; its output goes to `log`.
// `name` is what it is told that it is called by; "": the program's path.
pid_t Spawn(const std::vector<std::string>& command, const std::string& log,
            const std::string& name = "");

// The end of a log, for the text of an error.
std::string LogTail(const std::string& file);

// The kernel's choice. Somebody else could take it before the server does: then the server does
// not start, and says so.
int FreePort();

// Whether a server accepts connections on this unix socket.
bool Listens(const std::string& path);

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_SERVER_PROCESS_H_
