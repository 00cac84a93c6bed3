#include "common/base/secret.h"

#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/log.h"
#include "common/base/mutex.h"
#include "common/base/private_file.h"
#include "common/base/status_macros.h"

namespace guanxi {
namespace {

constexpr size_t kMaxFile = 1 << 20;

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  GUANXI_ASSIGN_OR_RETURN(std::string text, ReadPrivateFile(path, kMaxFile));
  absl::StripTrailingAsciiWhitespace(&text);
  return text;
}

}  // namespace

class Secret::State {
 public:
  // Without a path the text stays what it is.
  State(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {}

  std::string Get() {
    MutexLock lock(&mutex_);
    if (path_.empty()) return text_;
    if (absl::StatusOr<std::string> now = ReadSecret(path_); now.ok()) {
      text_ = *std::move(now);
    } else {
      Log(Severity::kError, "secret.unreadable", {{"error", now.status().message()}});
    }
    return text_;
  }

 private:
  const std::string path_;
  Mutex mutex_;
  std::string text_ ABSL_GUARDED_BY(mutex_);
};

Secret::Secret(std::string text) {
  if (!text.empty()) state_ = std::make_shared<State>("", std::move(text));
}

Secret::Secret(const char* text) : Secret(std::string(text)) {}

absl::StatusOr<Secret> Secret::InFile(const std::string& path) {
  GUANXI_ASSIGN_OR_RETURN(std::string text, ReadSecret(path));
  Secret secret;
  secret.state_ = std::make_shared<State>(path, std::move(text));
  return secret;
}

std::string Secret::Get() const { return state_ == nullptr ? "" : state_->Get(); }

}  // namespace guanxi
