// That what is said of each kind fits the messages that it is about: fields are copied by name, and
// one that is not there would be left out in silence.
#include "customer-svc/view/related_kinds.h"

#include <set>
#include <string>

#include "customer-svc/view/glances.h"
#include "customer-svc/view/related_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_view_service.pb.h"
#include "guanxi/customer/v1/glance.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Whether a field of the record can become that of the glance.
bool Fits(const FieldDescriptor& from, const FieldDescriptor& to) {
  if (from.is_repeated() || to.is_repeated()) return false;
  if (from.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return to.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  }
  if (from.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return from.message_type() == to.message_type();
  }
  return from.cpp_type() == to.cpp_type() && (from.cpp_type() == FieldDescriptor::CPPTYPE_STRING ||
                                              from.cpp_type() == FieldDescriptor::CPPTYPE_BOOL);
}

// Whether a message of the type is in a list of a section of the view.
bool HasSection(const Descriptor* glance) {
  const Descriptor* const view = v1::CustomerView::descriptor();
  for (int i = 0; i < view->field_count(); ++i) {
    const Descriptor* const section = view->field(i)->message_type();
    for (int j = 0; j < section->field_count(); ++j) {
      if (section->field(j)->message_type() == glance) {
        return section->field(j)->is_repeated() && section->FindFieldByName("state") != nullptr;
      }
    }
  }
  return false;
}

bool HasEntry(const Descriptor* glance) {
  const auto* const records = v1::TimelineEntry::descriptor()->FindOneofByName("record");
  for (int i = 0; i < records->field_count(); ++i) {
    if (records->field(i)->message_type() == glance) return true;
  }
  return false;
}

TEST(RelatedKindsTest, FieldsAreThere) {
  for (const RelatedKind& kind : RelatedKinds()) {
    SCOPED_TRACE(kind.resource_type);
    std::set<std::string> named = {kind.link};
    named.insert(kind.marks.begin(), kind.marks.end());
    for (const std::string& field : {kind.owner, kind.department, kind.rank}) {
      if (!field.empty()) named.insert(field);
    }
    for (const std::string& field : named) {
      EXPECT_NE(kind.source->FindFieldByName(field), nullptr) << field;
    }
    EXPECT_EQ(kind.owner.empty(), FindRelatedKind(kind.above) != nullptr);
    for (int i = 0; kind.glance != nullptr && i < kind.glance->field_count(); ++i) {
      const FieldDescriptor& to = *kind.glance->field(i);
      const FieldDescriptor* const from = kind.source->FindFieldByName(to.name());
      ASSERT_NE(from, nullptr) << to.name();
      EXPECT_TRUE(Fits(*from, to)) << to.name();
      // What they are a copy of themselves the glance says, too; nothing in it is personal.
      const auto& rules = from->options().GetExtension(metadata::v1::field);
      const auto& said = to.options().GetExtension(metadata::v1::field);
      EXPECT_EQ(rules.copied_from().DebugString(), said.copied_from().DebugString()) << to.name();
      EXPECT_EQ(rules.personal(), metadata::v1::PERSONAL_DATA_UNSPECIFIED) << to.name();
    }
  }
}

TEST(RelatedKindsTest, WhatIsShownHasAPlace) {
  for (const RelatedKind& kind : RelatedKinds()) {
    SCOPED_TRACE(kind.resource_type);
    if (kind.has_timeline()) {
      EXPECT_TRUE(v1::TimelineEntry::Kind_IsValid(kind.number));
      EXPECT_TRUE(HasEntry(kind.glance));
    }
    if (kind.open.empty()) continue;
    EXPECT_TRUE(HasSection(kind.glance));
    // By a field that the glance has, and names of states that there are.
    EXPECT_NE(kind.glance->FindFieldByName(kind.open_by), nullptr) << kind.open_by;
    const auto* const by = kind.source->FindFieldByName(kind.open_by);
    ASSERT_NE(by, nullptr) << kind.open_by;
    for (const std::string& value : kind.open) {
      const bool is_known = by->cpp_type() == FieldDescriptor::CPPTYPE_BOOL
                                ? value == "true"
                                : by->enum_type()->FindValueByName(value) != nullptr;
      EXPECT_TRUE(is_known) << value;
    }
  }
}

TEST(LinkTest, LeadsToACustomerOrToWhatIsSomeCustomers) {
  const std::string id = "0196b0a0-0000-7000-8000-000000000001";
  EXPECT_EQ(LinkOf("customers/" + id).customer.ToString(), id);
  EXPECT_EQ(LinkOf("customers/" + id + "/contacts/" + id).customer.ToString(), id);
  EXPECT_EQ(LinkOf("opportunities/" + id).via.kind, kOpportunityNumber);
  EXPECT_EQ(LinkOf("quotes/" + id).via.kind, kQuoteNumber);
  EXPECT_EQ(LinkOf("contracts/" + id + "/payments/" + id).via.kind, kContractNumber);
  for (const std::string& name :
       {std::string(), "leads/" + id, "todos/" + id, std::string("customers/1"), id}) {
    EXPECT_TRUE(LinkOf(name).customer.IsNil()) << name;
    EXPECT_EQ(LinkOf(name).via.kind, kNoRelated) << name;
  }
}

TEST(GlanceTest, FieldsBecomeWhatTheyAreAndWhatTheyAreNot) {
  lead::v1::Opportunity record;
  v1::OpportunityGlance glance;
  record.set_state(lead::v1::Opportunity::WON);
  record.mutable_amount()->set_units(5);
  for (const char* field : {"state", "amount", "note", "nothing"}) {
    TakeField(record, field, &glance);
  }
  EXPECT_EQ(glance.state(), "WON");
  EXPECT_EQ(glance.amount().units(), 5);
  record.Clear();
  for (const char* field : {"state", "amount"}) TakeField(record, field, &glance);
  EXPECT_EQ(glance.state(), "");
  EXPECT_FALSE(glance.has_amount());
}

}  // namespace
}  // namespace guanxi::customer
