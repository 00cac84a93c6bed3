// That what is made compiles and works is shown by the services' tests (customer-svc); here: what
// is made of what.
#include "tools/rpcgen/adapter_code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/rpcgen/service_plan.h"
#include "tools/rpcgen/test_file.h"

namespace guanxi::rpcgen {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Code {
  explicit Code(const std::string& source) {
    const TestFile file(source);
    const FilePlan plan = MakePlan(file.descriptor());
    path = AdapterPath(file.descriptor());
    header = AdapterHeader(file.descriptor(), plan);
    code = AdapterSource(file.descriptor(), plan);
  }

  std::string path, header, code;
};

constexpr char kHead[] = "syntax = \"proto3\"; package guanxi.small.v1; message Empty {}\n";

TEST(AdapterCodeTest, TheInterfaceHasTheCustomMethodsAlone) {
  const Code library(LibrarySource());
  EXPECT_EQ(library.path, "library/v1/library.adapter");
  const size_t begin = library.header.find("class LibraryServiceMethods {");
  const std::string interface =
      library.header.substr(begin, library.header.find("\n};", begin) - begin);
  EXPECT_THAT(
      interface,
      AllOf(HasSubstr("virtual ::absl::StatusOr<::guanxi::library::v1::LendResponse> LendOldBook("),
            // Pure: the compiler names what a service has forgotten.
            HasSubstr("const ::guanxi::library::v1::LendRequest& request) = 0;"),
            HasSubstr("GetReader("), HasSubstr("::guanxi::rpc::Receiver<"), HasSubstr("Follow("),
            HasSubstr("::guanxi::rpc::Sender<"), Not(HasSubstr("GetShelf")),
            Not(HasSubstr("CreateOldBook"))));
}

TEST(AdapterCodeTest, EachMethodGoesWhereItBelongs) {
  const Code library(LibrarySource());
  EXPECT_THAT(library.code,
              AllOf(HasSubstr("shelves_.Get<::guanxi::library::v1::Shelf>(call, r)"),
                    HasSubstr("old_books_.Undelete<::guanxi::library::v1::OldBook>(call, r)"),
                    HasSubstr("rpc_[3], old_books_.reader().ListLane(*request)"),
                    HasSubstr("old_books_.ListChanges<::guanxi::library::v1::"
                              "ListOldBookChangesResponse>(call, r)"),
                    HasSubstr("old_books_.Ingest<::guanxi::library::v1::IngestOldBooksResponse>("),
                    HasSubstr("custom_->LendOldBook(call, r)"),
                    HasSubstr("rpc_.ClientStream<::guanxi::library::v1::LendRequest>(rpc_[16]"),
                    HasSubstr("rpc_.ServerStream<::guanxi::library::v1::LendResponse>(rpc_[17]"),
                    HasSubstr("old_books_(catalog.Of<::guanxi::library::v1::OldBook>())")));
}

TEST(AdapterCodeTest, AServiceOfCustomMethodsTakesNoCatalog) {
  const Code small(std::string(kHead) + "service S { rpc Do(Empty) returns (Empty); }");
  EXPECT_THAT(small.header,
              HasSubstr("  SAdapter(::guanxi::rpc::Pipeline* pipeline, SMethods* methods);"));
}

TEST(AdapterCodeTest, AFileWithoutMessagesKeepsItsDescriptorInTheProgram) {
  const Code lone(
      "syntax = \"proto3\"; package guanxi.small.v1; import \"google/protobuf/timestamp.proto\";\n"
      "service S { rpc Do(google.protobuf.Timestamp) returns (google.protobuf.Timestamp); }");
  EXPECT_THAT(lone.code, HasSubstr("AddDescriptorsRunner kDescribed(\n"
                                   "    &::descriptor_table_library_2fv1_2flibrary_2eproto);\n"));
  const Code small(std::string(kHead) + "service S { rpc Do(Empty) returns (Empty); }");
  EXPECT_THAT(small.code, Not(HasSubstr("kDescribed")));
}

TEST(AdapterCodeTest, AFileWithoutServicesGivesNoDeclarations) {
  const Code none(kHead);
  EXPECT_THAT(none.header, Not(HasSubstr("class")));
  EXPECT_THAT(none.code, HasSubstr("#include \"library/v1/library.adapter.h\""));
}

}  // namespace
}  // namespace guanxi::rpcgen
