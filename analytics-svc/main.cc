// The analytics service: figures out of the events of the others. README.md has the flags.
#include "analytics-svc/config.h"
#include "analytics-svc/services.h"
#include "common/base/status_macros.h"
#include "common/service/service.h"

namespace guanxi::analytics {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  GUANXI_ASSIGN_OR_RETURN(const Config config, ReadConfig());
  return MakeServices(config.targets, parts, config.options);
}

}  // namespace
}  // namespace guanxi::analytics

int main(int argc, char** argv) {
  return guanxi::service::Main(argc, argv,
                               {"analytics-svc", /*min_schema=*/22, /*max_schema=*/22,
                                /*has_operations=*/true, guanxi::analytics::ServicesByFlags});
}
