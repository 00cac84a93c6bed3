// A secret that may be changed while the process runs.
#ifndef GUANXI_COMMON_BASE_SECRET_H_
#define GUANXI_COMMON_BASE_SECRET_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace guanxi {

// A password or key that proves who this process is to another one: a fixed text, or a file that is
// read whenever the secret is needed, so that a file that is replaced takes effect at the next
// connection. Copies are of the same secret. Thread-safe.
class Secret {
 public:
  // None.
  Secret() = default;
  // A fixed one; "" is none. Implicit: tests and tools say it as a text.
  Secret(std::string text);  // NOLINT(google-explicit-constructor)
  Secret(const char* text);  // NOLINT(google-explicit-constructor)

  // That of a file of at most 1 MiB, without the white space at its end. Errors: those of
  // ReadPrivateFile, of the first reading.
  static absl::StatusOr<Secret> InFile(const std::string& path);

  // The secret of now, "" for none. While the file cannot be read it is the last one that could,
  // which is logged.
  std::string Get() const;
  // Whether there is none. A file, whatever it holds, is one.
  bool empty() const { return state_ == nullptr; }

 private:
  class State;

  std::shared_ptr<State> state_;
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_BASE_SECRET_H_
