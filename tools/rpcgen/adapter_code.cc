#include "tools/rpcgen/adapter_code.h"

#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/compiler/cpp/names.h"
#include "google/protobuf/io/printer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace guanxi::rpcgen {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::compiler::cpp::QualifiedClassName;
using google::protobuf::io::Printer;
using Variables = std::map<std::string, std::string>;

// Templates of a method's parts, by how it streams.
struct Shape {
  const char* interface;
  const char* reactor;
  const char* parameters;
  const char* custom_body;
};

constexpr Shape kUnary = {
    "virtual ::absl::StatusOr<$response$> $method$(const ::guanxi::rpc::Call& call,\n"
    "    const $request$& request) = 0;\n",
    "::grpc::ServerUnaryReactor*",
    "::grpc::CallbackServerContext* context, const $request$* request, $response$* response",
    "return rpc_.Unary(rpc_[$index$], rpc_[$index$].lane, context, request, response,\n"
    "    [this](const ::guanxi::rpc::Call& call, const $request$& r) {\n"
    "      return custom_->$method$(call, r);\n"
    "    });\n"};

constexpr Shape kClientStream = {
    "virtual ::std::unique_ptr<::guanxi::rpc::Receiver<$request$, $response$>> $method$(\n"
    "    const ::guanxi::rpc::Call& call) = 0;\n",
    "::grpc::ServerReadReactor<$request$>*",
    "::grpc::CallbackServerContext* context, $response$* response",
    "return rpc_.ClientStream<$request$>(rpc_[$index$], context, response,\n"
    "    [this](const ::guanxi::rpc::Call& call) { return custom_->$method$(call); });\n"};

constexpr Shape kServerStream = {
    "virtual ::std::unique_ptr<::guanxi::rpc::Sender<$response$>> $method$(\n"
    "    const ::guanxi::rpc::Call& call, const $request$& request) = 0;\n",
    "::grpc::ServerWriteReactor<$response$>*",
    "::grpc::CallbackServerContext* context, const $request$* request",
    "return rpc_.ServerStream<$response$>(rpc_[$index$], context, request,\n"
    "    [this](const ::guanxi::rpc::Call& call, const $request$& r) {\n"
    "      return custom_->$method$(call, r);\n"
    "    });\n"};

constexpr char kStandardBody[] =
    "return rpc_.Unary(rpc_[$index$], $lane$, context, request, response,\n"
    "    [this](const ::guanxi::rpc::Call& call, const $request$& r) {\n"
    "      return $member$.$verb$<$response$>(call, r);\n"
    "    });\n";

const Shape& ShapeOf(const MethodDescriptor& method) {
  if (method.client_streaming()) return kClientStream;
  return method.server_streaming() ? kServerStream : kUnary;
}

// Of the resource::Methods of one resource.
std::string Member(const FilePlan& plan, const google::protobuf::Descriptor* resource) {
  return absl::StrCat(plan.types.at(resource)->plural(), "_");
}

Variables VariablesOf(const FilePlan& plan, const ServicePlan& service,
                      const PlannedMethod& method) {
  const std::string index = absl::StrCat(method.descriptor->index());
  Variables variables = {
      {"service", service.descriptor->name()},
      {"method", method.descriptor->name()},
      {"index", index},
      {"request", QualifiedClassName(method.descriptor->input_type())},
      {"response", QualifiedClassName(method.descriptor->output_type())},
  };
  if (method.standard) {
    const std::string member = Member(plan, method.standard->resource);
    variables["member"] = member;
    variables["verb"] = std::string(VerbName(method.standard->verb));
    variables["lane"] = method.standard->verb == Verb::kList
                            ? absl::StrCat(member, ".reader().ListLane(*request)")
                            : absl::StrCat("rpc_[", index, "].lane");
  }
  return variables;
}

void PrintInterface(const FilePlan& plan, const ServicePlan& service, Printer* out) {
  const Variables variables = {{"service", service.descriptor->name()}};
  out->Print(
      variables,
      "\n"
      "// The custom methods of $service$, as the proto documents them. They run on workers\n"
      "// of their lanes, many at once, and may block; streams do so in steps (rpc/stream.h).\n"
      "class $service$Methods {\n"
      " public:\n"
      "  virtual ~$service$Methods() = default;\n\n");
  out->Indent();
  for (const PlannedMethod& method : service.methods) {
    if (method.standard) continue;
    out->Print(VariablesOf(plan, service, method), ShapeOf(*method.descriptor).interface);
  }
  out->Outdent();
  out->Print("};\n");
}

// "::guanxi::rpc::Pipeline* pipeline, const ::guanxi::resource::Catalog& catalog, SMethods*
// methods".
std::string ConstructorParameters(const ServicePlan& service) {
  std::vector<std::string> parameters = {"::guanxi::rpc::Pipeline* pipeline"};
  if (service.has_standard()) parameters.push_back("const ::guanxi::resource::Catalog& catalog");
  if (service.has_custom()) {
    parameters.push_back(absl::StrCat(service.descriptor->name(), "Methods* methods"));
  }
  return absl::StrJoin(parameters, ", ");
}

void PrintClass(const FilePlan& plan, const ServicePlan& service, Printer* out) {
  out->Print({{"service", service.descriptor->name()},
              {"explicit", service.has_standard() || service.has_custom() ? "" : "explicit "},
              {"parameters", ConstructorParameters(service)}},
             "\n"
             "// $service$ for a gRPC server. Thread-safe. What it is given must outlive it; ends\n"
             "// the process if the catalog lacks a resource of its standard methods.\n"
             "class $service$Adapter final : public $service$::CallbackService {\n"
             " public:\n"
             "  $explicit$$service$Adapter($parameters$);\n\n");
  out->Indent();
  for (const PlannedMethod& method : service.methods) {
    const Shape& shape = ShapeOf(*method.descriptor);
    out->Print(
        VariablesOf(plan, service, method),
        absl::StrCat(shape.reactor, " $method$(\n    ", shape.parameters, ") override;\n").c_str());
  }
  out->Outdent();
  out->Print("\n private:\n");
  out->Indent();
  out->Print("const ::guanxi::rpc::Methods rpc_;\n");
  for (const auto* resource : service.resources) {
    out->Print("const ::guanxi::resource::Methods& $member$;\n", "member", Member(plan, resource));
  }
  if (service.has_custom()) {
    out->Print("$service$Methods* const custom_;\n", "service", service.descriptor->name());
  }
  out->Outdent();
  out->Print("};\n");
}

void PrintDefinitions(const FilePlan& plan, const ServicePlan& service, Printer* out) {
  out->Print(
      {{"service", service.descriptor->name()}, {"parameters", ConstructorParameters(service)}},
      "\n"
      "$service$Adapter::$service$Adapter($parameters$)\n"
      "    : rpc_(pipeline, $service$::service_full_name())");
  for (const auto* resource : service.resources) {
    out->Print({{"member", Member(plan, resource)}, {"type", QualifiedClassName(resource)}},
               ",\n      $member$(catalog.Of<$type$>())");
  }
  if (service.has_custom()) out->Print(",\n      custom_(methods)");
  out->Print(" {}\n");
  for (const PlannedMethod& method : service.methods) {
    const Shape& shape = ShapeOf(*method.descriptor);
    const Variables variables = VariablesOf(plan, service, method);
    out->Print(variables, absl::StrCat("\n", shape.reactor, " $service$Adapter::$method$(\n    ",
                                       shape.parameters, ") {\n")
                              .c_str());
    out->Indent();
    out->Print(variables, method.standard ? kStandardBody : shape.custom_body);
    out->Outdent();
    out->Print("}\n");
  }
}

// Runs `print` between what opens and closes the file's namespace.
template <typename Print>
std::string InNamespace(const FileDescriptor& file, const std::string& head, Print print) {
  std::string text;
  {
    google::protobuf::io::StringOutputStream stream(&text);
    Printer out(&stream, '$');
    const std::string scope = absl::StrReplaceAll(file.package(), {{".", "::"}});
    out.PrintRaw(absl::StrCat("// Made by tools/rpcgen from ", file.name(), ".\n", head));
    if (!scope.empty()) out.Print("\nnamespace $scope$ {\n", "scope", scope);
    print(&out);
    if (!scope.empty()) out.Print("\n}  // namespace $scope$\n", "scope", scope);
  }
  return text;
}

// Of a file without messages nothing else keeps the object with its descriptor in a program that is
// linked from archives; without it no method of its services would be known there.
std::string LinkOfDescriptor(const FileDescriptor& file) {
  if (file.message_type_count() > 0 || file.enum_type_count() > 0) return "";
  std::string table;  // as protoc calls it
  for (const char c : file.name()) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c));
    absl::StrAppend(&table, plain ? std::string(1, c)
                                  : absl::StrCat("_", absl::Hex(static_cast<unsigned char>(c))));
  }
  return absl::StrCat(
      "\n#include \"google/protobuf/generated_message_reflection.h\"\n"
      "\nstatic const ::google::protobuf::internal::AddDescriptorsRunner kDescribed(\n"
      "    &::descriptor_table_",
      table, ");\n");
}

}  // namespace

std::string AdapterPath(const FileDescriptor& file) {
  return absl::StrCat(google::protobuf::compiler::cpp::StripProto(file.name()), ".adapter");
}

std::string AdapterHeader(const FileDescriptor& file, const FilePlan& plan) {
  const std::string path = AdapterPath(file);
  const std::string guard = absl::AsciiStrToUpper(
      absl::StrCat(absl::StrReplaceAll(path, {{"/", "_"}, {".", "_"}, {"-", "_"}}), "_H_"));
  std::string head = absl::StrCat("#ifndef ", guard, "\n#define ", guard, "\n\n");
  absl::StrAppend(&head, "#include <memory>\n\n#include \"absl/status/statusor.h\"\n",
                  "#include \"common/resource/catalog.h\"\n#include \"common/rpc/methods.h\"\n",
                  "#include \"", google::protobuf::compiler::cpp::StripProto(file.name()),
                  ".grpc.pb.h\"\n");
  std::string text = InNamespace(file, head, [&](Printer* out) {
    for (const ServicePlan& service : plan.services) {
      if (service.has_custom()) PrintInterface(plan, service, out);
      PrintClass(plan, service, out);
    }
  });
  absl::StrAppend(&text, "\n#endif  // ", guard, "\n");
  return text;
}

std::string AdapterSource(const FileDescriptor& file, const FilePlan& plan) {
  const std::string head =
      absl::StrCat("#include \"", AdapterPath(file), ".h\"\n", LinkOfDescriptor(file));
  return InNamespace(file, head, [&](Printer* out) {
    for (const ServicePlan& service : plan.services) PrintDefinitions(plan, service, out);
  });
}

}  // namespace guanxi::rpcgen
