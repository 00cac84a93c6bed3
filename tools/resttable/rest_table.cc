#include "tools/resttable/rest_table.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/api/annotations.pb.h"
#include "google/api/http.pb.h"

namespace guanxi::resttable {
namespace {

using google::api::HttpRule;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

// Names of protobuf and paths of our rules hold neither quotes nor backslashes.
std::string Quoted(absl::string_view text) { return absl::StrCat("\"", text, "\""); }

bool IsFreeJson(const Descriptor& message) {
  return message.full_name() == "google.protobuf.Struct" ||
         message.full_name() == "google.protobuf.Value" ||
         message.full_name() == "google.protobuf.ListValue";
}

// Messages that JSON writes as texts, though the transcoder takes objects, too, or (wrappers) as
// their value.
bool IsWritten(const Descriptor& message) {
  return message.full_name() == "google.protobuf.Timestamp" ||
         message.full_name() == "google.protobuf.Duration" ||
         message.full_name() == "google.protobuf.FieldMask";
}
bool IsWrapper(const Descriptor& message) {
  return message.file()->name() == "google/protobuf/wrappers.proto";
}

bool IsBytes(const Descriptor& message) { return message.full_name() == "google.api.HttpBody"; }

// The verb and the path template of a rule.
std::pair<std::string, std::string> VerbAndPath(const HttpRule& rule) {
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      return {"GET", rule.get()};
    case HttpRule::kPut:
      return {"PUT", rule.put()};
    case HttpRule::kPost:
      return {"POST", rule.post()};
    case HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    case HttpRule::kCustom:
      return {rule.custom().kind(), rule.custom().path()};
    default:
      return {"", ""};
  }
}

// "/v1/{name=customers/*}:undelete" taken apart.
struct Template {
  std::vector<std::string> segments;
  std::vector<std::string> bound;  // "name"
  std::string custom;              // "undelete"
};

Template TakeApart(absl::string_view path) {
  Template result;
  std::string plain;
  while (!path.empty()) {
    const size_t open = path.find('{');
    absl::StrAppend(&plain, path.substr(0, open));
    if (open == absl::string_view::npos) break;
    const size_t close = path.find('}', open);
    const absl::string_view variable = path.substr(open + 1, close - open - 1);
    const size_t equals = variable.find('=');
    result.bound.push_back(std::string(variable.substr(0, equals)));
    absl::StrAppend(&plain, equals == absl::string_view::npos ? "*" : variable.substr(equals + 1));
    path.remove_prefix(close + 1);
  }
  const size_t colon = plain.rfind(':');
  if (colon != std::string::npos && plain.find('/', colon) == std::string::npos) {
    result.custom = plain.substr(colon + 1);
    plain.resize(colon);
  }
  for (absl::string_view segment : absl::StrSplit(plain, '/', absl::SkipEmpty())) {
    result.segments.push_back(std::string(segment));
  }
  return result;
}

bool IsStream(const MethodDescriptor& method) {
  return method.client_streaming() || method.server_streaming();
}

std::string RpcPath(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

// All methods of all services, in order.
std::vector<const MethodDescriptor*> MethodsOf(
    const std::vector<const google::protobuf::FileDescriptor*>& files) {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->method(j));
      }
    }
  }
  return methods;
}

// The method's HTTP rules.
std::vector<HttpRule> RulesOf(const MethodDescriptor& method) {
  std::vector<HttpRule> rules = {method.options().GetExtension(google::api::http)};
  for (const HttpRule& more : rules[0].additional_bindings()) rules.push_back(more);
  return rules;
}

class Writer {
 public:
  void Method(const MethodDescriptor& method, const HttpRule& rule) {
    const auto [verb, path] = VerbAndPath(rule);
    if (verb.empty()) return;
    const Template parts = TakeApart(path);
    std::string bound;
    for (const std::string& field : parts.bound) {
      absl::StrAppend(&bound, "[", Quoted(field), "]=true,");
    }
    const auto quote = [](std::string* out, const std::string& segment) {
      absl::StrAppend(out, Quoted(segment));
    };
    absl::StrAppend(&methods_, "rest.methods[#rest.methods+1]={verb=", Quoted(verb), ",path={",
                    absl::StrJoin(parts.segments, ",", quote), "},custom=", Quoted(parts.custom),
                    ",request=", Message(*method.input_type()), ",body=", Quoted(rule.body()),
                    ",raw=", IsRaw(method, rule) ? "true" : "false",
                    ",stream=", IsStream(method) ? "true" : "false", ",bound={", bound, "}}\n");
  }

  void Rpc(const MethodDescriptor& method) {
    absl::StrAppend(&methods_, "rest.rpcs[", Quoted(RpcPath(method)),
                    "]=", IsStream(method) ? "\"stream\"" : "\"unary\"", "\n");
  }

  std::string Text() const {
    return absl::StrCat(
        "-- Written by tools/resttable out of the descriptors.\n"
        "local accept={text={},number={},truth={},word={},object={},written={}}\n"
        "local free,any={},{any=true,accept=accept.object}\nfree.value=free\n"
        "local kinds={text={accept=accept.text},number={accept=accept.number},"
        "truth={accept=accept.truth}}\n"
        "local rest={messages={},methods={},rpcs={},free=free,accept=accept}\n"
        "local messages,enums=rest.messages,{}\n",
        declarations_, fields_, methods_);
  }

 private:
  static bool IsRaw(const MethodDescriptor& method, const HttpRule& rule) {
    if (method.client_streaming() || IsBytes(*method.input_type())) return true;
    const FieldDescriptor* field = method.input_type()->FindFieldByName(rule.body());
    return field != nullptr && field->message_type() != nullptr && IsBytes(*field->message_type());
  }

  // A Lua expression for the type; describes it if that was not done yet.
  std::string Message(const Descriptor& message) {
    if (IsFreeJson(message)) return "free";
    if (message.full_name() == "google.protobuf.Any") return "any";
    const std::string expression = absl::StrCat("messages[", Quoted(message.full_name()), "]");
    if (!known_.insert(message.full_name()).second) return expression;
    const absl::string_view accept = IsWritten(message)   ? ",accept=accept.written"
                                     : IsWrapper(message) ? ""
                                                          : ",accept=accept.object";
    absl::StrAppend(&declarations_, expression, "={fields={}", accept, "}\n");
    std::string fields = absl::StrCat("do local f=", expression, ".fields\n");
    for (int i = 0; i < message.field_count(); ++i) Field(*message.field(i), &fields);
    absl::StrAppend(&fields_, fields, "end\n");
    return expression;
  }

  void Field(const FieldDescriptor& field, std::string* out) {
    absl::StrAppend(out, "f[", Quoted(field.name()), "]={name=", Quoted(field.name()),
                    ",repeated=", field.is_repeated() ? "true" : "false");
    absl::StrAppend(out, ",type=", Type(field), "}\n");
    if (field.json_name() != field.name()) {
      absl::StrAppend(out, "f[", Quoted(field.json_name()), "]=f[", Quoted(field.name()), "]\n");
    }
  }

  // The same for the field's type, and for an enum with its words.
  std::string Type(const FieldDescriptor& field) {
    if (field.is_map()) {
      return absl::StrCat("{value=", Element(*field.message_type()->FindFieldByNumber(2)),
                          ",accept=accept.object}");
    }
    if (!field.is_repeated()) return Element(field);
    return absl::StrCat("{element=", Element(field), "}");
  }

  std::string Element(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Message(*field.message_type());
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enum(*field.enum_type());
      case FieldDescriptor::CPPTYPE_STRING:
        return "kinds.text";
      case FieldDescriptor::CPPTYPE_BOOL:
        return "kinds.truth";
      default:
        return "kinds.number";
    }
  }

  std::string Enum(const google::protobuf::EnumDescriptor& type) {
    const std::string expression = absl::StrCat("enums[", Quoted(type.full_name()), "]");
    if (!known_.insert(type.full_name()).second) return expression;
    std::vector<std::string> names;
    std::string words;
    for (int i = 0; i < type.value_count(); ++i) {
      names.push_back(type.value(i)->name());
      absl::StrAppend(&words, "[", Quoted(names.back()), "]=true,");
    }
    absl::StrAppend(&declarations_, expression,
                    "={accept=accept.word,names=", Quoted(absl::StrJoin(names, ", ")), ",words={",
                    words, "}}\n");
    return expression;
  }

  std::set<std::string> known_;
  std::string declarations_, fields_, methods_;
};

}  // namespace

std::string RestTable(const std::vector<const google::protobuf::FileDescriptor*>& files) {
  Writer writer;
  for (const MethodDescriptor* method : MethodsOf(files)) {
    writer.Rpc(*method);
    for (const HttpRule& rule : RulesOf(*method)) writer.Method(*method, rule);
  }
  return writer.Text();
}

std::string RouteList(const std::vector<const google::protobuf::FileDescriptor*>& files) {
  std::vector<std::string> routes;
  for (const MethodDescriptor* method : MethodsOf(files)) {
    std::vector<std::string> paths;
    for (const HttpRule& rule : RulesOf(*method)) {
      const auto [verb, path] = VerbAndPath(rule);
      if (verb.empty()) continue;
      const Template parts = TakeApart(path);
      paths.push_back(Quoted(absl::StrCat("/", absl::StrJoin(parts.segments, "/"),
                                          parts.custom.empty() ? "" : ":", parts.custom)));
    }
    routes.push_back(absl::StrCat("{\"rpc\":", Quoted(RpcPath(*method)),
                                  ",\"stream\":", IsStream(*method) ? "true" : "false",
                                  ",\"paths\":[", absl::StrJoin(paths, ","), "]}"));
  }
  return absl::StrCat("[\n", absl::StrJoin(routes, ",\n"), "\n]\n");
}

}  // namespace guanxi::resttable
