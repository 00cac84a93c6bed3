// The path of a field of customers that people write, followed once.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_FIELD_PATH_H_
#define GUANXI_CUSTOMER_SVC_STANDING_FIELD_PATH_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Pure. Immutable, thus thread-safe.
class FieldPath {
 public:
  // `industry`, `organization.credit_code`, `phones`, `custom.area`. Nothing for what is not there,
  // what the service sets by itself, and what lies in an entry of a list.
  static std::optional<FieldPath> Parse(absl::string_view path);

  // Text that is not blank, a number that is not 0, a message that holds anything, an entry.
  bool HasValue(const v1::Customer& customer) const;
  // What it holds, to compare; "" if it is not there.
  std::string TextOf(const v1::Customer& customer) const;
  // Its first step.
  const std::string& top() const { return steps_.front()->name(); }

 private:
  using Message = google::protobuf::Message;

  // The message that holds the last step; null if it is not there.
  const Message* Holder(const v1::Customer& customer) const;

  std::vector<const google::protobuf::FieldDescriptor*> steps_;
  std::string key_;  // of `custom`
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_FIELD_PATH_H_
