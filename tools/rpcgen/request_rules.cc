#include "tools/rpcgen/request_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::rpcgen {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using resource::ResourceType;

constexpr char kMask[] = "google.protobuf.FieldMask";
constexpr char kChange[] = "guanxi.metadata.v1.Change";
constexpr char kIngestResult[] = "guanxi.metadata.v1.IngestResult";

// As it stands in the proto file.
std::string TypeOf(const FieldDescriptor& field) {
  std::string type = field.is_repeated()            ? "repeated "
                     : field.has_optional_keyword() ? "optional "
                                                    : "";
  if (field.message_type() != nullptr) return type + field.message_type()->full_name();
  if (field.enum_type() != nullptr) return type + field.enum_type()->full_name();
  return type + field.type_name();
}

bool FindsPhones(const ResourceType& type) {
  return std::any_of(type.search_fields().begin(), type.search_fields().end(),
                     [](const auto& field) { return field.kind == metadata::v1::PHONE_NUMBER; });
}

// The verb of the entries of a batch or an ingest, which has requests, else the verb itself.
Verb EntryVerb(Verb verb) {
  if (verb == Verb::kBatchCreate || verb == Verb::kIngest) return Verb::kCreate;
  if (verb == Verb::kBatchUpdate) return Verb::kUpdate;
  return verb;
}

}  // namespace

void RequestRules::Add(const std::string& name, const std::string& what) {
  faults_.push_back(absl::StrCat(name, ": ", what));
}

RequestRules::Field RequestRules::Entries(Verb verb, const ResourceType& type,
                                          const std::string& package) {
  return {absl::StrCat("repeated ", package, ".", VerbName(EntryVerb(verb)),
                       PascalCase(type.singular()), "Request"),
          "requests"};
}

std::vector<RequestRules::Field> RequestRules::RequestFields(Verb verb, const ResourceType& type,
                                                             const std::string& package) {
  const std::string message = type.descriptor()->full_name();
  std::vector<Field> fields;
  const auto want = [&](std::vector<Field> more) {
    fields.insert(fields.end(), more.begin(), more.end());
  };
  const auto want_if = [&](bool condition, Field field) {
    if (condition) fields.push_back(std::move(field));
  };
  if (IsPlural(verb) || verb == Verb::kCreate) {
    want_if(type.has_parent() && verb != Verb::kSearch, {"string", "parent"});
  }
  switch (verb) {
    case Verb::kGet:
      want({{"string", "name"}, {kMask, "read_mask"}});
      return fields;
    case Verb::kBatchGet:
      want({{"repeated string", "names"}, {kMask, "read_mask"}});
      return fields;
    case Verb::kList:
      want({{"int32", "page_size"}, {"string", "page_token"}, {kMask, "read_mask"}});
      want({{"string", "filter"}, {"string", "order_by"}, {"bool", "include_total_size"}});
      want_if(type.delete_time_field() != nullptr, {"bool", "show_deleted"});
      return fields;
    case Verb::kListChanges:
      want({{"string", "name"}, {"int32", "page_size"}, {"string", "page_token"}});
      return fields;
    case Verb::kIngest:
      want({Entries(verb, type, package)});
      return fields;
    case Verb::kSearch:
      want({{"int32", "page_size"}, {"string", "page_token"}, {kMask, "read_mask"}});
      want({{"string", "query"}});
      want_if(FindsPhones(type), {"string", "phone_region"});
      return fields;
    case Verb::kCreate:
      want({{message, type.singular()}, {"string", type.singular() + "_id"}});
      break;
    case Verb::kUpdate:
      want({{message, type.singular()}, {kMask, "update_mask"}, {"bool", "allow_missing"}});
      break;
    case Verb::kDelete:
    case Verb::kUndelete:
      want({{"string", "name"}});
      want_if(type.etag_field() != nullptr, {"string", "etag"});
      break;
    case Verb::kBatchCreate:
    case Verb::kBatchUpdate:
      want({Entries(verb, type, package)});
      break;
    case Verb::kBatchDelete:
      want({{"repeated string", "names"}});
      break;
  }
  want({{"string", "request_id"}, {"bool", "validate_only"}});
  return fields;
}

std::vector<RequestRules::Field> RequestRules::ResponseFields(Verb verb, const ResourceType& type) {
  if (verb == Verb::kIngest) return {{absl::StrCat("repeated ", kIngestResult), "results"}};
  if (verb == Verb::kListChanges) {
    return {{absl::StrCat("repeated ", kChange), "changes"}, {"string", "next_page_token"}};
  }
  std::vector<Field> fields = {{"repeated " + type.descriptor()->full_name(), type.plural()}};
  if (verb == Verb::kList || verb == Verb::kSearch) {
    fields.push_back({"string", "next_page_token"});
  }
  // Of what was not asked for nothing is said; 0 is an answer.
  if (verb == Verb::kList) fields.push_back({"optional int32", "total_size"});
  return fields;
}

void RequestRules::CheckFields(const Descriptor& message, const std::vector<Field>& fields) {
  for (const Field& want : fields) {
    const FieldDescriptor* field = message.FindFieldByName(want.name);
    if (field == nullptr) {
      Add(message.full_name(), absl::StrCat("lacks `", want.type, " ", want.name, "`"));
    } else if (TypeOf(*field) != want.type) {
      Add(field->full_name(), absl::StrCat("is `", TypeOf(*field), "`, must be `", want.type, "`"));
    }
  }
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (std::none_of(fields.begin(), fields.end(),
                     [&](const Field& known) { return known.name == field.name(); })) {
      Add(field.full_name(), "is none of the standard method's fields, so nothing would heed it");
    }
  }
}

void RequestRules::CheckRequest(const Descriptor& message, Verb verb, const ResourceType& type) {
  if (!checked_.insert(&message).second) return;
  CheckFields(message, RequestFields(verb, type, message.file()->package()));
  const FieldDescriptor* requests = message.FindFieldByName("requests");
  if (EntryVerb(verb) == verb || requests == nullptr || requests->message_type() == nullptr) return;
  CheckRequest(*requests->message_type(), EntryVerb(verb), type);
}

void RequestRules::Check(const MethodDescriptor& method, Verb verb, const ResourceType& type) {
  const size_t before = faults_.size();
  if (method.client_streaming() || method.server_streaming()) {
    Add(method.full_name(), "streams");
  }
  if (verb == Verb::kUndelete && type.delete_time_field() == nullptr) {
    Add(method.full_name(),
        absl::StrCat(type.descriptor()->full_name(), " has no `delete_time`: it is not restored"));
  }
  if (verb == Verb::kSearch && type.search_fields().empty()) {
    Add(method.full_name(),
        absl::StrCat("no field of ", type.descriptor()->full_name(), " is searched"));
  }
  if (verb == Verb::kIngest && type.external_ids_field() == nullptr) {
    Add(method.full_name(), absl::StrCat(type.descriptor()->full_name(),
                                         " has no `external_ids` to tell its records by"));
  }
  CheckRequest(*method.input_type(), verb, type);
  if (IsPlural(verb) || verb == Verb::kListChanges) {
    if (checked_.insert(method.output_type()).second) {
      CheckFields(*method.output_type(), ResponseFields(verb, type));
    }
  } else if (method.output_type() != type.descriptor()) {
    Add(method.full_name(), absl::StrCat("returns ", method.output_type()->full_name(), ", must ",
                                         "return ", type.descriptor()->full_name()));
  }
  if (faults_.size() == before) return;
  Add(method.full_name(), absl::StrCat("is a standard method by its name; if it is another, say ",
                                       "`option (guanxi.metadata.v1.method).custom = true`"));
}

}  // namespace guanxi::rpcgen
