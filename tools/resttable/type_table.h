// The types that requests can hold, as constants of gateway/envoy/check/table.h.
#ifndef GUANXI_TOOLS_RESTTABLE_TYPE_TABLE_H_
#define GUANXI_TOOLS_RESTTABLE_TYPE_TABLE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::resttable {

// Only what was asked for is in it, and what that refers to. Thread safety: none.
class TypeTable {
 public:
  TypeTable();

  // An expression for the address of the message's type.
  std::string Message(const google::protobuf::Descriptor& message);

  // The constants: `kTypes`, and a List of the NamedTypes that an Any may hold, `kMessages`.
  // InvalidArgument if a message has more fields than the check can keep apart.
  absl::StatusOr<std::string> Text() const;

 private:
  int Add(const std::string& name);
  void Fields(const google::protobuf::Descriptor& message, int type);
  std::string TypeOf(const google::protobuf::FieldDescriptor& field);
  std::string Enum(const google::protobuf::EnumDescriptor& type);
  std::string Map(const google::protobuf::Descriptor& entry);

  std::vector<std::string> types_;       // what each is initialised with
  std::map<std::string, int> known_;     // by full name
  std::map<std::string, int> messages_;  // what an Any may hold, by full name
  std::string arrays_;
  std::string too_large_;  // a message
};

}  // namespace guanxi::resttable

#endif  // GUANXI_TOOLS_RESTTABLE_TYPE_TABLE_H_
