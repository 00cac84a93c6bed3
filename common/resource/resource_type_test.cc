// What the options of a resource may say of columns, sets and lists: faults planted in a message
// without any are found, by the names of message and field.
#include "common/resource/resource_type.h"

#include <functional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/warehouse.pb.h"
#include "common/resource/workshop.pb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;
using ::testing::AllOf;
using testing::Article;
using ::testing::HasSubstr;

metadata::v1::ResourceRules* RulesOf(DescriptorProto* message) {
  return message->mutable_options()->MutableExtension(metadata::v1::resource);
}

FieldDescriptorProto* FieldOf(DescriptorProto* message, const std::string& name) {
  for (FieldDescriptorProto& field : *message->mutable_field()) {
    if (field.name() == name) return &field;
  }
  return nullptr;
}

metadata::v1::FieldRules* FieldRulesOf(DescriptorProto* message, const std::string& field) {
  return FieldOf(message, field)->mutable_options()->MutableExtension(metadata::v1::field);
}

// Texts of 64 bytes, twelve of which are more than an index holds.
void AddCodesToFilterIndex(DescriptorProto* message) {
  RulesOf(message)->clear_filter_index();
  RulesOf(message)->add_filter_index("create_time");
  for (int i = 0; i < 12; ++i) {
    const std::string name = absl::StrCat("code_", i);
    FieldDescriptorProto* const field = message->add_field();
    field->set_name(name);
    field->set_number(1000 + i);
    field->set_type(FieldDescriptorProto::TYPE_STRING);
    field->set_label(FieldDescriptorProto::LABEL_OPTIONAL);
    auto* const rules = field->mutable_options()->MutableExtension(metadata::v1::field);
    rules->set_column(name);
    rules->set_max_bytes(64);
    RulesOf(message)->add_filter_index(name);
  }
}

// Article without its maps, after `change`, compiled.
absl::Status Compiled(const std::function<void(DescriptorProto*)>& change) {
  const auto* original = Article::descriptor()->file();
  FileDescriptorProto file;
  original->CopyTo(&file);
  file.set_name("changed.proto");
  file.set_package("guanxi.changed");
  file.add_dependency(original->name());  // types of fields stay those of the original
  DescriptorProto* const message = file.mutable_message_type(0);
  for (int i = message->field_size() - 1; i >= 0; --i) {
    if (absl::EndsWith(message->field(i).type_name(), "Entry")) {
      message->mutable_field()->DeleteSubrange(i, 1);
    }
  }
  change(message);
  DescriptorPool pool(DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  if (built == nullptr) return absl::InvalidArgumentError("no descriptor");
  return ResourceType::Compile(built->message_type(0)).status();
}

TEST(ResourceTypeTest, ArticleIsWithoutFault) {
  EXPECT_THAT(Compiled([](DescriptorProto*) {}), IsOk());
  const auto type = ResourceType::Compile(Article::descriptor());
  ASSERT_THAT(type, IsOk());
  EXPECT_EQ((*type)->FindSet("labels")->number(), 20);
  EXPECT_EQ((*type)->FindSet("title"), nullptr);
  EXPECT_TRUE((*type)->FindColumn("packing.layers")->nullable);
  EXPECT_FALSE((*type)->FindColumn("stock")->nullable);
  EXPECT_FALSE((*type)->FindColumn("create_time")->nullable);
  EXPECT_TRUE((*type)->FindColumn("listed_time")->nullable);
}

const struct {
  const char* what;
  void (*change)(DescriptorProto*);
} kFaults[] = {
    {"watchers: a column of a list",
     [](DescriptorProto* m) {
       FieldRulesOf(m, "watchers")->set_set(false);
       FieldRulesOf(m, "watchers")->set_column("watchers");
     }},
    {"labels: a set is a repeated string",
     [](DescriptorProto* m) { FieldRulesOf(m, "labels")->set_column("labels"); }},
    {"code: a set is a repeated string",
     [](DescriptorProto* m) { FieldRulesOf(m, "code")->set_set(true); }},
    {"labels: texts of a set have a max_bytes of at most 128",
     [](DescriptorProto* m) { FieldRulesOf(m, "labels")->set_max_bytes(129); }},
    {"labels: texts of a set have a max_bytes of at most 128",
     [](DescriptorProto* m) { FieldRulesOf(m, "labels")->clear_max_bytes(); }},
    {"labels: the number of a set is at most 32767",
     [](DescriptorProto* m) { FieldOf(m, "labels")->set_number(32768); }},
    {"packing: no column can hold this type",
     [](DescriptorProto* m) { FieldRulesOf(m, "packing")->set_column("packing"); }},
    {"stock: only text is collated",
     [](DescriptorProto* m) { FieldRulesOf(m, "stock")->set_collated(true); }},
    {"a list path by money",
     [](DescriptorProto* m) {
       auto* const path = RulesOf(m)->add_list_paths();
       path->add_equal("price");
       path->set_sort("stock");
     }},
    {"a list path sorts by a declared time, date, number or collated text",
     [](DescriptorProto* m) { RulesOf(m)->add_list_paths()->set_sort("price"); }},
    {"a list path sorts by a declared time, date, number or collated text",
     [](DescriptorProto* m) { RulesOf(m)->add_list_paths()->set_sort("fragile"); }},
    {"a list path sorts by name at the root alone, and with one set",
     [](DescriptorProto* m) { RulesOf(m)->add_list_paths()->set_sort("name"); }},
    {"a list path sorts by name at the root alone, and with one set",
     [](DescriptorProto* m) {
       auto* const path = RulesOf(m)->add_list_paths();
       path->add_equal("stock");
       path->set_sort("name");
     }},
    {"list path by undeclared field labels",
     [](DescriptorProto* m) {
       auto* const path = RulesOf(m)->add_list_paths();
       path->add_equal("labels");
       path->set_sort("stock");
     }},
    // 16 columns, and money would be two more.
    {"the filter index has 18 columns",
     [](DescriptorProto* m) { RulesOf(m)->add_filter_index("cost"); }},
    {"the filter index has 16 columns of 3137 bytes, at most 16 of 3072", AddCodesToFilterIndex},
    {"code is too long for the filter index",
     [](DescriptorProto* m) { FieldRulesOf(m, "code")->set_max_bytes(65); }},
    {"filter index on undeclared field labels",
     [](DescriptorProto* m) { RulesOf(m)->add_filter_index("labels"); }},
    {"the filter index begins with a time, date, number or collated text",
     [](DescriptorProto* m) { RulesOf(m)->set_filter_index(0, "code"); }},
    {"lists are ordered by last_sale, which the filter index lacks",
     [](DescriptorProto* m) { RulesOf(m)->add_list_paths()->set_sort("last_sale"); }},
    {"keeper: the owner of what is personal, or his alone, is IMMUTABLE or OUTPUT_ONLY",
     [](DescriptorProto* m) {
       RulesOf(m)->mutable_scope()->set_owner("keeper");
       RulesOf(m)->mutable_scope()->set_personal(true);
     }},
    {"keeper: the owner of what is personal, or his alone, is IMMUTABLE or OUTPUT_ONLY",
     [](DescriptorProto* m) {
       RulesOf(m)->mutable_scope()->set_owner("keeper");
       RulesOf(m)->mutable_scope()->set_owner_alone(true);
     }},
    {"needs a number from 1 to 32767", [](DescriptorProto* m) { RulesOf(m)->clear_number(); }},
};

TEST(ResourceTypeTest, FaultsAreNamed) {
  for (const auto& fault : kFaults) {
    EXPECT_THAT(Compiled(fault.change),
                StatusIs(absl::StatusCode::kInternal,
                         AllOf(HasSubstr("guanxi.changed.Article"), HasSubstr(fault.what))))
        << fault.what;
  }
}

TEST(ResourceTypeTest, AMessageMayHoldWhatHoldsItself) {
  const auto playbook = ResourceType::Compile(testing::Playbook::descriptor());
  ASSERT_THAT(playbook, IsOk());
  EXPECT_EQ((*playbook)->columns().size(), 1u);
  EXPECT_THAT(ResourceType::Compile(testing::Nesting::descriptor()),
              StatusIs(absl::StatusCode::kInternal,
                       HasSubstr("Shell.colour: in a message that may hold itself")));
}

TEST(ResourceTypeTest, AListPathIsByTheParentOrByTheParentsParent) {
  EXPECT_THAT(Compiled([](DescriptorProto* message) {
                auto* const path = RulesOf(message)->add_list_paths();
                path->add_equal("grandparent");
                path->set_sort("stock");
              }),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("undeclared field grandparent")));
  EXPECT_THAT(ResourceType::Compile(testing::Medal::descriptor()), IsOk());
}

}  // namespace
}  // namespace guanxi::resource
