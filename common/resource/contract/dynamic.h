// Messages that are known by their descriptors alone.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_DYNAMIC_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_DYNAMIC_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::contract {

// A message of a generated type, as a value. Fields are named as in the proto file; to set one that
// the type lacks ends the process: a check asked for what it had to look for first (Has).
class Dynamic {
 public:
  explicit Dynamic(const google::protobuf::Descriptor* type);
  explicit Dynamic(const google::protobuf::Message& message);
  Dynamic(const Dynamic& other) : Dynamic(*other.message_) {}
  Dynamic(Dynamic&&) = default;
  Dynamic& operator=(Dynamic other) {
    message_ = std::move(other.message_);
    return *this;
  }

  google::protobuf::Message& operator*() { return *message_; }
  const google::protobuf::Message& operator*() const { return *message_; }
  google::protobuf::Message* get() { return message_.get(); }

  // Whether the type has the field.
  bool Has(const std::string& field) const { return Find(field) != nullptr; }
  const google::protobuf::FieldDescriptor* Find(const std::string& field) const {
    return message_->GetDescriptor()->FindFieldByName(field);
  }

  // A string; "" where it is not set, or the type lacks it.
  std::string Text(const std::string& field) const;
  std::string name() const { return Text("name"); }
  std::string etag() const { return Text("etag"); }
  int Number(const std::string& field) const;
  // The entries of a list of strings, or the one of a single field; none if it is empty.
  std::vector<std::string> Texts(const std::string& field) const;
  // The entries of a list of messages.
  std::vector<Dynamic> List(const std::string& field) const;
  // Whether a field of a message type is set.
  bool IsSet(const std::string& field) const;

  Dynamic& SetText(const std::string& field, const std::string& value);
  Dynamic& SetFlag(const std::string& field, bool value = true);
  Dynamic& SetNumber(const std::string& field, int value);
  Dynamic& SetMessage(const std::string& field, const Dynamic& value);
  // A google.protobuf.FieldMask.
  Dynamic& SetMask(const std::string& field, const std::vector<std::string>& paths);
  Dynamic& AddText(const std::string& field, const std::string& value);
  Dynamic& AddMessage(const std::string& field, const Dynamic& value);

  bool Equals(const Dynamic& other) const;
  // Short enough for a line.
  std::string ToString() const { return message_->ShortDebugString(); }

 private:
  const google::protobuf::FieldDescriptor* Need(const std::string& field) const;

  std::unique_ptr<google::protobuf::Message> message_;
};

// A field of a resource as a field mask names it: messages of ours are named by their parts, all
// else as a whole.
struct Leaf {
  std::vector<const google::protobuf::FieldDescriptor*> steps;
  std::string path;  // "organization.credit_code"
  bool output_only = false;
  bool immutable = false;
  bool required = false;

  const google::protobuf::FieldDescriptor* field() const { return steps.back(); }

  // Whether anything is there but the type's zero.
  bool IsSet(const Dynamic& message) const;
  void Clear(Dynamic* message) const;
  // Makes that of `to` what `from` has.
  void Copy(const Dynamic& from, Dynamic* to) const;
  bool Same(const Dynamic& a, const Dynamic& b) const;
  // The message that holds the field; made if it is missing.
  google::protobuf::Message* Holder(Dynamic* message) const;

 private:
  // Null if it is missing.
  const google::protobuf::Message* Holder(const Dynamic& message) const;
};

// All of them but `name` and `etag`.
std::vector<Leaf> LeavesOf(const resource::ResourceType& type);

// Sets the element `index` of a list, or a single field (-1), of the type string.
void SetString(const google::protobuf::FieldDescriptor* field, int index, const std::string& value,
               google::protobuf::Message* message);

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_DYNAMIC_H_
