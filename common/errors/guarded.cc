#include "common/errors/guarded.h"

#include "common/base/log.h"
#include "common/errors/errors.h"

namespace guanxi {

absl::Status HandlerThrew(const char* type) {
  Log(Severity::kError, "handler.threw", {{"type", type}});
  return Error(absl::StatusCode::kInternal, "HANDLER_THREW", "an internal error happened");
}

}  // namespace guanxi
