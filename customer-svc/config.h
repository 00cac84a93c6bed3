// What the command line of customer-svc says beyond that of every service
// (common/service/config.h).
#ifndef GUANXI_CUSTOMER_SVC_CONFIG_H_
#define GUANXI_CUSTOMER_SVC_CONFIG_H_

#include <string>

#include "common/outgoing/transfer.h"

namespace guanxi::customer {

// As MakeServices takes them.
struct Config {
  std::string lead_svc;
  std::string workflow_svc;
  std::string analytics_svc;
  outgoing::Options outgoing;
};

// Call after absl::ParseCommandLine.
Config ReadConfig();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONFIG_H_
