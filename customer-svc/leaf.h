// The fields of customers one by one, as rules about single values see them.
#ifndef GUANXI_CUSTOMER_SVC_LEAF_H_
#define GUANXI_CUSTOMER_SVC_LEAF_H_

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::customer {

// A field that clients state, and the way to it: of `organization` and `person` each of their
// fields, of anything deeper (an address, a sum of money) the whole. Not among them are what
// decides whose a customer is (`owner`, `department`, `dedicated`), `type` and `external_ids`.
struct Leaf {
  std::string path;  // "industry", "organization.credit_code"
  std::vector<const google::protobuf::FieldDescriptor*> steps;

  // In the order of the descriptor.
  static const std::vector<Leaf>& All();
  // nullptr if there is none.
  static const Leaf* Find(const std::string& path);

  const google::protobuf::FieldDescriptor* field() const { return steps.back(); }
  // The message that has the field, in a customer; an empty one if it is absent.
  const google::protobuf::Message& HolderIn(const google::protobuf::Message& customer) const;
  google::protobuf::Message* MutableHolderIn(google::protobuf::Message* customer) const;
  bool IsSet(const google::protobuf::Message& customer) const;
  bool IsSame(const google::protobuf::Message& a, const google::protobuf::Message& b) const;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_LEAF_H_
