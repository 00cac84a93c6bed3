// OUTPUT_ONLY fields in what a client sends: they are the service's, at any depth.
#ifndef GUANXI_COMMON_RESOURCE_OUTPUT_ONLY_H_
#define GUANXI_COMMON_RESOURCE_OUTPUT_ONLY_H_

#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// The fields of one message type that are OUTPUT_ONLY (google.api.field_behavior) or hold such, in
// messages of ours, repeated ones too. Immutable, thus thread-safe.
class OutputOnlyFields {
 public:
  explicit OutputOnlyFields(const google::protobuf::Descriptor* type) : nodes_(Find(type, {})) {}

  // Clears them all: what a client creates.
  void Clear(google::protobuf::Message* message) const { Clear(nodes_, message); }

  // Gives `*next` those of `old`, from which a client made it. An entry of a list gets those of the
  // entry of `old` that equals it otherwise; a new or changed entry has none.
  void Restore(const google::protobuf::Message& old, google::protobuf::Message* next) const {
    Restore(nodes_, old, next);
  }

 private:
  struct Node {
    const google::protobuf::FieldDescriptor* field;
    std::vector<Node> children;  // none: the field itself is OUTPUT_ONLY
  };
  using Nodes = std::vector<Node>;
  // The types around the one at hand: a recursive type ends where it meets itself.
  using Types = std::vector<const google::protobuf::Descriptor*>;

  static Nodes Find(const google::protobuf::Descriptor* type, Types outer);
  static void Clear(const Nodes& nodes, google::protobuf::Message* message);
  static void Restore(const Nodes& nodes, const google::protobuf::Message& old,
                      google::protobuf::Message* next);
  static void RestoreList(const Node& node, const google::protobuf::Message& old,
                          google::protobuf::Message* next);

  const Nodes nodes_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_OUTPUT_ONLY_H_
