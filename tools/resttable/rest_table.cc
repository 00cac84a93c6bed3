#include "tools/resttable/rest_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "tools/resttable/cc_text.h"
#include "tools/resttable/http_paths.h"
#include "tools/resttable/type_table.h"

namespace guanxi::resttable {
namespace {

using google::api::HttpRule;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

bool IsBytes(const Descriptor& message) { return message.full_name() == "google.api.HttpBody"; }

bool IsRaw(const MethodDescriptor& method, const HttpRule& rule) {
  if (method.client_streaming() || IsBytes(*method.input_type())) return true;
  const FieldDescriptor* field = method.input_type()->FindFieldByName(rule.body());
  return field != nullptr && field->message_type() != nullptr && IsBytes(*field->message_type());
}

std::string Truth(bool value) { return value ? "true" : "false"; }

// What `kMethods` and `kRpcs` are made of.
struct MethodTable {
  std::string arrays;
  std::vector<std::string> methods, rpcs;

  void Add(const MethodDescriptor& method, const HttpRule& rule, TypeTable* types) {
    const auto [verb, path] = VerbAndPath(rule);
    if (verb.empty()) return;
    const Template parts = TakeApart(path);
    const size_t number = methods.size();
    const std::string segments = AddArray("std::string_view", absl::StrCat("kPath", number),
                                          AllQuoted(parts.segments), &arrays);
    const std::string bound = AddArray("std::string_view", absl::StrCat("kBound", number),
                                       AllQuoted(parts.bound), &arrays);
    methods.push_back(absl::StrCat("{", Quoted(verb), ", ", segments, ", ", Quoted(parts.custom),
                                   ", ", types->Message(*method.input_type()), ", ",
                                   Quoted(rule.body()), ", ", Truth(IsRaw(method, rule)), ", ",
                                   Truth(IsStream(method)), ", ", bound, "}"));
  }
};

}  // namespace

absl::StatusOr<std::string> RestTable(
    const std::vector<const google::protobuf::FileDescriptor*>& files) {
  TypeTable types;
  MethodTable table;
  for (const MethodDescriptor* method : MethodsOf(files)) {
    table.rpcs.push_back(
        absl::StrCat("{", Quoted(RpcPath(*method)), ", ", Truth(IsStream(*method)), "}"));
    for (const HttpRule& rule : RulesOf(*method)) table.Add(*method, rule, &types);
  }
  std::sort(table.rpcs.begin(), table.rpcs.end());
  const std::string methods = AddArray("Method", "kMethods", table.methods, &table.arrays);
  const std::string rpcs = AddArray("Rpc", "kRpcs", table.rpcs, &table.arrays);
  GUANXI_ASSIGN_OR_RETURN(const std::string type_text, types.Text());
  return absl::StrCat(
      "// Written by tools/resttable out of the descriptors.\n"
      "#include \"gateway/envoy/check/table.h\"\n\n"
      "namespace guanxi::edge {\nnamespace {\n\n",
      type_text, table.arrays, "const Api kApi = {", methods, ", ", rpcs,
      ", kMessages};\n\n}  // namespace\n\n"
      "const Api& LinkedApi() { return kApi; }\n\n}  // namespace guanxi::edge\n");
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
                                  ",\"stream\":", Truth(IsStream(*method)), ",\"paths\":[",
                                  absl::StrJoin(paths, ","), "]}"));
  }
  return absl::StrCat("[\n", absl::StrJoin(routes, ",\n"), "\n]\n");
}

}  // namespace guanxi::resttable
