// Fields of a customer by descriptor and by path: what rows state, and what is taken out of them.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_FIELDS_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_FIELDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Whether clients may write the field.
bool IsWritable(const google::protobuf::FieldDescriptor* field);

// Whether the field's own fields are columns, not the field itself.
bool IsGroup(const google::protobuf::FieldDescriptor* field);

// Whether the field is a list whose entries have labels: phones, e-mails, addresses.
bool IsLabelledList(const google::protobuf::FieldDescriptor* field);

// The field of a list's entries that stands for the whole: the number of a phone, the street of an
// address; nullptr if there is none.
const google::protobuf::FieldDescriptor* MainField(const google::protobuf::FieldDescriptor* list);

// Takes out groups that state nothing.
void ClearEmptyGroups(google::protobuf::Message* message);

// Takes out what the paths of field violations name ("phones[1].number", "custom.area",
// "organization.website"): an entry of a list whose required value is named, a field of an entry
// otherwise, and the entry with its last field; a value of another's type (Date, Money) as a whole.
// What says which customer is meant
// (name, display_name, external_ids) stays, and what is not there.
//
// Returns, for each path, what was taken out, as text; nullopt if nothing was.
std::vector<std::optional<std::string>> TakeOut(absl::Span<const std::string> paths,
                                                v1::Customer* customer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_FIELDS_H_
