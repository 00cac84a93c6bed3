#include "common/rpc/lane.h"

namespace guanxi::rpc {

absl::string_view LaneName(Lane lane) {
  switch (lane) {
    case Lane::kPoint:
      return "point";
    case Lane::kScan:
      return "scan";
    case Lane::kJob:
      return "job";
  }
  return "unknown";
}

}  // namespace guanxi::rpc
