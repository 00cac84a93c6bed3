#include "customer-svc/transfer/overlay.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "customer-svc/transfer/fields.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::MessageDifferencer;

// Whether two entries are of the same number, address or street.
bool IsSame(const Message& a, const Message& b, const FieldDescriptor* main) {
  const std::string value = main == nullptr ? "" : a.GetReflection()->GetString(a, main);
  if (value.empty()) return MessageDifferencer::Equals(a, b);
  return value == b.GetReflection()->GetString(b, main);
}

// Adds what `entry` says to the first `size` entries, or behind them. `used`: those that have got
// theirs.
void CompleteEntry(const Message& entry, const FieldDescriptor* list, int size, std::set<int>* used,
                   v1::Customer* stated) {
  const Reflection* reflection = stated->GetReflection();
  for (int i = 0; i < size; ++i) {
    Message* target = reflection->MutableRepeatedMessage(stated, list, i);
    if (!IsSame(*target, entry, MainField(list)) || !used->insert(i).second) continue;
    const std::unique_ptr<Message> whole(entry.New());
    whole->CopyFrom(entry);
    whole->MergeFrom(*target);
    target->CopyFrom(*whole);
    return;
  }
  reflection->AddMessage(stated, list)->CopyFrom(entry);
}

void CompleteList(const FieldDescriptor* list, const v1::Customer& old, v1::Customer* stated) {
  const Reflection* reflection = old.GetReflection();
  const int size = reflection->FieldSize(*stated, list);
  std::set<int> used;
  std::set<std::string> texts;
  for (int i = 0; list->message_type() == nullptr && i < size; ++i) {
    texts.insert(reflection->GetRepeatedString(*stated, list, i));
  }
  for (int i = 0; i < reflection->FieldSize(old, list); ++i) {
    if (list->message_type() != nullptr) {
      CompleteEntry(reflection->GetRepeatedMessage(old, list, i), list, size, &used, stated);
    } else if (std::string text = reflection->GetRepeatedString(old, list, i);
               texts.count(text) == 0) {
      reflection->AddString(stated, list, std::move(text));
    }
  }
}

// Brings what `old` says besides into the lists that the row does not state as a whole.
void CompleteLists(const Row& row, const v1::Customer& old, v1::Customer* stated) {
  std::set<const FieldDescriptor*> lists;
  for (const LeftOut& value : row.left_out) {
    const FieldDescriptor* field = stated->GetDescriptor()->FindFieldByName(value.field);
    if (field == nullptr || !field->is_repeated() || field->is_map()) continue;
    if (stated->GetReflection()->FieldSize(*stated, field) > 0) lists.insert(field);
  }
  if (row.completes_address && stated->addresses_size() > 0) {
    lists.erase(v1::Customer::descriptor()->FindFieldByName("addresses"));
    const auto parts = stated->addresses(0);
    *stated->mutable_addresses() = old.addresses();
    if (old.addresses().empty()) stated->add_addresses();
    stated->mutable_addresses(0)->MergeFrom(parts);
  }
  for (const FieldDescriptor* list : lists) CompleteList(list, old, stated);
}

void OverlayMessage(const Message& stated, Message* target) {
  const Reflection* reflection = stated.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(stated, &set);
  std::vector<const FieldDescriptor*> replaced;
  for (const FieldDescriptor* field : set) {
    if (IsGroup(field)) {
      OverlayMessage(reflection->GetMessage(stated, field),
                     reflection->MutableMessage(target, field));
    } else if (!field->is_map()) {
      replaced.push_back(field);
    }
  }
  std::unique_ptr<Message> copy(stated.New());
  copy->CopyFrom(stated);
  reflection->SwapFields(copy.get(), target, replaced);
}

}  // namespace

void Overlay(const Row& row, v1::Customer* customer) {
  v1::Customer stated = row.stated;
  CompleteLists(row, *customer, &stated);
  OverlayMessage(stated, customer);
  for (const auto& [system, id] : stated.external_ids()) {
    (*customer->mutable_external_ids())[system] = id;
  }
  for (const auto& [key, value] : stated.custom()) (*customer->mutable_custom())[key] = value;
}

}  // namespace guanxi::customer
