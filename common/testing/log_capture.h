// What a test logs.
#ifndef GUANXI_COMMON_TESTING_LOG_CAPTURE_H_
#define GUANXI_COMMON_TESTING_LOG_CAPTURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"

namespace guanxi {

// Collects the process's log lines while it lives. Create it before anything that logs.
class LogCapture {
 public:
  LogCapture();
  ~LogCapture();

  // The lines so far that contain `text`.
  std::vector<std::string> Lines(absl::string_view text);
  // Waits up to ten seconds for such a line; "" if none came.
  std::string WaitFor(absl::string_view text);

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_LOG_CAPTURE_H_
