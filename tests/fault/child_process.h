// A program of ours in a process of its own, which may be killed.
#ifndef GUANXI_TESTS_FAULT_CHILD_PROCESS_H_
#define GUANXI_TESTS_FAULT_CHILD_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace guanxi::fault {

// Dies with this object, and with the thread that started it if that ends first: start it from
// the main thread. Thread safety: none.
class ChildProcess {
 public:
  struct Command {
    std::vector<std::string> words;        // the program's path first
    std::vector<std::string> environment;  // NAME=value, added to this process's own
    std::string log;                       // file to which its output is appended
  };

  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(const Command& command);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Starts it and waits for its end. INTERNAL, with the end of its log, unless it exits with 0.
  static absl::Status Run(const Command& command);

  // Whether it has not ended by itself yet.
  bool Running();
  // kill -9, and waits until it is gone.
  void Kill9();

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  pid_t pid_;  // -1 once it is gone
};

// The end of a log, for error texts.
std::string LogTail(const std::string& file);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_CHILD_PROCESS_H_
