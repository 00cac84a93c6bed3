// What of a customer has to stay as it was acknowledged.
#ifndef GUANXI_TESTS_FAULT_CONTENT_H_
#define GUANXI_TESTS_FAULT_CONTENT_H_

#include <string>

#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::fault {

// As one text.
using ContentOf = std::string (*)(const customer::v1::Customer&);

// All of it.
std::string WholeContent(const customer::v1::Customer& customer);

// What its writer said, and which version of it that is: what another release of the service says
// of the customer besides may be more or less.
std::string WrittenContent(const customer::v1::Customer& customer);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_CONTENT_H_
