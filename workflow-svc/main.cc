// The workflow service: to-dos, reminders, working calendars, automation rules and clocks of
// service levels. README.md has the flags.
#include "common/base/status_macros.h"
#include "common/service/service.h"
#include "workflow-svc/config.h"
#include "workflow-svc/services.h"

namespace guanxi::workflow {
namespace {

absl::StatusOr<service::Services> ServicesByFlags(const service::Parts& parts) {
  GUANXI_ASSIGN_OR_RETURN(const Config config, ReadConfig());
  return MakeServices(config.targets, parts, config.options);
}

}  // namespace
}  // namespace guanxi::workflow

int main(int argc, char** argv) {
  return guanxi::service::Main(argc, argv,
                               {"workflow-svc", /*min_schema=*/24, /*max_schema=*/24,
                                /*has_operations=*/true, guanxi::workflow::ServicesByFlags});
}
