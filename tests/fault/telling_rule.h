// A rule that does all that can be doubled or lost: a to-do, a notification, a message.
#ifndef GUANXI_TESTS_FAULT_TELLING_RULE_H_
#define GUANXI_TESTS_FAULT_TELLING_RULE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"

namespace grpc {
class Channel;
}

namespace guanxi::fault {

// Enables a rule of who calls by `workflow`: three days after a customer was made there is a to-do,
// its owner is told, and `url` is called. Errors: those of the calls.
absl::Status EnableTellingRule(const std::shared_ptr<grpc::Channel>& workflow,
                               const std::string& url);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_TELLING_RULE_H_
