// Early return on errors, for functions that return absl::Status or absl::StatusOr.
#ifndef GUANXI_COMMON_BASE_STATUS_MACROS_H_
#define GUANXI_COMMON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define GUANXI_STATUS_CONCAT_INNER_(a, b) a##b
#define GUANXI_STATUS_CONCAT_(a, b) GUANXI_STATUS_CONCAT_INNER_(a, b)

// Returns `expr`'s status from the enclosing function unless it is OK.
#define GUANXI_RETURN_IF_ERROR(expr)                        \
  do {                                                      \
    if (absl::Status gx_status = (expr); !gx_status.ok()) { \
      return gx_status;                                     \
    }                                                       \
  } while (false)

// Evaluates `expr` (a StatusOr<T>); returns its status, or moves the value into `lhs`, which may
// be a declaration. Expands to several statements: use it inside braces.
#define GUANXI_ASSIGN_OR_RETURN(lhs, expr) \
  GUANXI_ASSIGN_OR_RETURN_(GUANXI_STATUS_CONCAT_(gx_status_or_, __LINE__), lhs, expr)

#define GUANXI_ASSIGN_OR_RETURN_(tmp, lhs, expr) \
  auto tmp = (expr);                             \
  if (!tmp.ok()) return std::move(tmp).status(); \
  lhs = *std::move(tmp)

#endif  // GUANXI_COMMON_BASE_STATUS_MACROS_H_
