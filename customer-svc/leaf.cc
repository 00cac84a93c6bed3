#include "customer-svc/leaf.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/resource/message_fields.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsLeftOut(const FieldDescriptor* field) {
  static constexpr absl::string_view kNames[] = {"type", "owner", "department", "dedicated",
                                                 "external_ids"};
  return absl::c_linear_search(kNames, field->name()) ||
         resource::HasBehavior(field, google::api::OUTPUT_ONLY) ||
         resource::HasBehavior(field, google::api::IDENTIFIER);
}

void AddLeaves(const Descriptor* type, const Leaf& above, std::vector<Leaf>* leaves) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    if (IsLeftOut(field)) continue;
    Leaf leaf = above;
    leaf.path = above.path.empty() ? field->name() : absl::StrCat(above.path, ".", field->name());
    leaf.steps.push_back(field);
    // The parts of an address belong together.
    const bool is_part = above.steps.empty() && !field->is_repeated() && resource::HoldsOurs(field);
    if (is_part) {
      AddLeaves(field->message_type(), leaf, leaves);
    } else {
      leaves->push_back(std::move(leaf));
    }
  }
}

}  // namespace

const std::vector<Leaf>& Leaf::All() {
  static const auto* const leaves = [] {
    auto* const all = new std::vector<Leaf>;
    AddLeaves(v1::Customer::descriptor(), Leaf(), all);
    return all;
  }();
  return *leaves;
}

const Leaf* Leaf::Find(const std::string& path) {
  const auto found = absl::c_find_if(All(), [&](const Leaf& leaf) { return leaf.path == path; });
  return found != All().end() ? &*found : nullptr;
}

const Message& Leaf::HolderIn(const Message& customer) const {
  const Message* at = &customer;
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    at = &at->GetReflection()->GetMessage(*at, steps[i]);
  }
  return *at;
}

Message* Leaf::MutableHolderIn(Message* customer) const {
  Message* at = customer;
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    at = at->GetReflection()->MutableMessage(at, steps[i]);
  }
  return at;
}

bool Leaf::IsSet(const Message& customer) const {
  const Message& holder = HolderIn(customer);
  const auto* reflection = holder.GetReflection();
  return field()->is_repeated() ? reflection->FieldSize(holder, field()) > 0
                                : reflection->HasField(holder, field());
}

bool Leaf::IsSame(const Message& a, const Message& b) const {
  return resource::SameField(HolderIn(a), HolderIn(b), field());
}

}  // namespace guanxi::customer
