#include "tests/fault/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::fault {
namespace {

constexpr size_t kLogTail = 2000;

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(const Command& command) {
  const std::vector<char*> argv = Pointers(command.words);
  std::vector<char*> environment = Pointers(command.environment);
  environment.pop_back();
  for (char** own = environ; *own != nullptr; ++own) environment.push_back(*own);
  environment.push_back(nullptr);

  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return absl::InternalError("fork failed");
  if (pid > 0) return std::unique_ptr<ChildProcess>(new ChildProcess(pid));
  // Other threads may hold locks: only async-signal-safe calls from here on.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it died before prctl
  const int out = open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execve(argv[0], argv.data(), environment.data());
  _exit(127);
}

ChildProcess::~ChildProcess() { Kill9(); }

absl::Status ChildProcess::Run(const Command& command) {
  GUANXI_ASSIGN_OR_RETURN(const auto child, Start(command));
  int status = 0;
  waitpid(child->pid_, &status, 0);
  child->pid_ = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(command.words[0], " failed:\n", LogTail(command.log)));
}

bool ChildProcess::Running() {
  if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
  return pid_ > 0;
}

void ChildProcess::Kill9() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string LogTail(const std::string& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string all = text.str();
  return all.size() <= kLogTail ? all : all.substr(all.size() - kLogTail);
}

}  // namespace guanxi::fault
