// What the messages of a standard method must have for the engine to serve it.
#ifndef GUANXI_TOOLS_RPCGEN_REQUEST_RULES_H_
#define GUANXI_TOOLS_RPCGEN_REQUEST_RULES_H_

#include <set>
#include <string>
#include <vector>

#include "common/resource/resource_type.h"
#include "google/protobuf/descriptor.h"
#include "tools/rpcgen/standard_method.h"

namespace guanxi::rpcgen {

// Collects the faults of a file's standard methods, so that all are mended in one go.
//
// The engine reads requests by the names of their fields (common/resource/request_fields.h), and
// takes a field that is not there for one that is not set: a misspelt `request_id` would make
// retries unsafe without a word, and a field that it does not know would be ignored. So a message
// of a standard method has exactly the fields that the method reads or sets, in their types.
class RequestRules {
 public:
  // `method` is `<Verb>` of `type` by its name. Adds a line for each fault, which begins with the
  // full name of the method, message or field.
  void Check(const google::protobuf::MethodDescriptor& method, Verb verb,
             const resource::ResourceType& type);

  // Adds a line that was found by others.
  void Add(const std::string& name, const std::string& what);

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  // A field as it stands in a proto file: "repeated string", "names".
  struct Field {
    std::string type;
    std::string name;
  };

  // The entries of a batch or an ingest.
  static Field Entries(Verb verb, const resource::ResourceType& type, const std::string& package);
  static std::vector<Field> RequestFields(Verb verb, const resource::ResourceType& type,
                                          const std::string& package);
  static std::vector<Field> ResponseFields(Verb verb, const resource::ResourceType& type);
  void CheckRequest(const google::protobuf::Descriptor& message, Verb verb,
                    const resource::ResourceType& type);
  void CheckFields(const google::protobuf::Descriptor& message, const std::vector<Field>& fields);

  // A message is looked at once: entries of batches are requests of other methods, too.
  std::set<const google::protobuf::Descriptor*> checked_;
  std::vector<std::string> faults_;
};

}  // namespace guanxi::rpcgen

#endif  // GUANXI_TOOLS_RPCGEN_REQUEST_RULES_H_
