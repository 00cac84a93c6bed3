#include "common/db/options.h"

namespace guanxi::db {

const char* LaneName(Lane lane) {
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

}  // namespace guanxi::db
