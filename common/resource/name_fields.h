// Fields that hold names of records: a name has many spellings, and one of them is stored.
#ifndef GUANXI_COMMON_RESOURCE_NAME_FIELDS_H_
#define GUANXI_COMMON_RESOURCE_NAME_FIELDS_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// The form in which FormatName writes the name of a record, of whatever type: ids in lower case, no
// blanks around. What is no name stays as it is.
std::string CanonicalName(absl::string_view text);

// Whether the field holds names: a string with FieldRules.collection or a
// google.api.resource_reference.
bool HoldsNames(const google::protobuf::FieldDescriptor* field);

// The fields of one message type that hold names, in messages of ours at any depth. Immutable, thus
// thread-safe.
class NameFields {
 public:
  explicit NameFields(const google::protobuf::Descriptor* type);

  // Brings the names into their canonical form: from then on equal texts are equal names.
  void Canonicalize(google::protobuf::Message* message) const;

  // Shows every name to `renamed`, with the field that holds it, and puts in its place what that
  // returns, where it is another. Whether any was.
  using Renamed =
      absl::FunctionRef<std::string(const google::protobuf::FieldDescriptor*, const std::string&)>;
  bool Replace(Renamed renamed, google::protobuf::Message* message) const;

 private:
  // The fields that lead to one, which is the last.
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;

  void Find(const google::protobuf::Descriptor* type, Path* path);

  std::vector<Path> paths_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_NAME_FIELDS_H_
