// Which requests the access log has though nothing is wrong with them.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_LOG_SAMPLE_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_LOG_SAMPLE_H_

#include <cstdint>

namespace guanxi::edge {

// Of one worker. Thread safety: none.
class LogSample {
 public:
  // Requests a second whose lines are all written; of more, one in so many.
  static constexpr int kLoggedASecond = 100, kOneIn = 100;

  // Whether the line of one more request, in this second, is written even if it succeeds.
  bool IsLogged(int64_t second) {
    if (second != second_) {
      second_ = second;
      requests_ = 0;
    }
    ++requests_;
    return requests_ <= kLoggedASecond || requests_ % kOneIn == 0;
  }

 private:
  int64_t second_ = 0;
  int64_t requests_ = 0;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_LOG_SAMPLE_H_
