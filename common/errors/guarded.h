// Runs code whose libraries may throw, and lets no exception out.
#ifndef GUANXI_COMMON_ERRORS_GUARDED_H_
#define GUANXI_COMMON_ERRORS_GUARDED_H_

#include <exception>
#include <typeinfo>

#include "absl/status/status.h"

namespace guanxi {

// What work becomes that threw: INTERNAL, reason HANDLER_THREW. Only the type is logged: texts of
// exceptions may quote data.
absl::Status HandlerThrew(const char* type);

// Runs `body` (which returns absl::Status or StatusOr).
template <typename Body>
auto RunGuarded(Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::exception& e) {
    return HandlerThrew(typeid(e).name());
  } catch (...) {
    return HandlerThrew("unknown");
  }
}

}  // namespace guanxi

#endif  // GUANXI_COMMON_ERRORS_GUARDED_H_
