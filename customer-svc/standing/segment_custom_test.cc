// Segments whose conditions read custom fields.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/custom_field_cache.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/segment_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::FieldDefinition;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::Customer;
using v1::Segment;

class SegmentCustomTest : public SegmentTest {
 protected:
  SegmentCustomTest() {
    metadata::v1::CreateFieldDefinitionRequest request;
    FieldDefinition& area = *request.mutable_field_definition();
    area.set_resource_type("guanxi.dev/Customer");
    area.set_display_name("面积");
    area.set_key("area");
    area.set_value_type(FieldDefinition::NUMBER);
    area.set_filterable(true);
    const auto made = service_.definitions->Create<FieldDefinition>(service_.call(), request);
    EXPECT_THAT(made, IsOk());
    if (made.ok()) definition_ = made->name();
    service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
  }
  std::string AddWith(double area) {
    Customer customer = TestService::Company("灵动传媒");
    (*customer.mutable_custom())["area"].set_number_value(area);
    return service_.Create(customer).name();
  }
  void SetArea(const std::string& customer, double area) {
    Customer values;
    (*values.mutable_custom())["area"].set_number_value(area);
    Change(customer, "custom", values);
  }
  // All are looked at anew, by what is known then.
  void LookAgain() {
    service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
    NewSegment("grade = VIP");
    Settle();
  }

  std::string definition_;
};

TEST_F(SegmentCustomTest, CustomFieldsAreReadWhileRetiredToo) {
  const std::string segment = NewSegment("custom.area > 100");
  const std::string large = AddWith(120), small = AddWith(80);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(large));
  SetArea(small, 200);
  Settle();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(large, small));
  metadata::v1::DeleteFieldDefinitionRequest retire;
  retire.set_name(definition_);
  ASSERT_THAT(service_.definitions->Delete<FieldDefinition>(service_.call(), retire), IsOk());
  LookAgain();
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(large, small));
  EXPECT_EQ(GetSegment(segment).state(), Segment::CURRENT);
}

// As if another process had made the field, and the segment, within the time that fields are kept.
TEST_F(SegmentCustomTest, AFieldThatIsNewerThanWhatIsKeptOfThemIsRead) {
  NewSegment("custom.area > 100");
  ASSERT_THAT(service_.Execute("UPDATE field_definitions SET tenant_id = ?", std::string(16, 'x')),
              IsOk());
  service_.clock.Advance(resource::CustomFieldCache::kMaxAge);
  ASSERT_THAT(service_.engine->CustomFieldsOf(service_.tenant, {}), IsOk());
  ASSERT_THAT(service_.Execute("UPDATE field_definitions SET tenant_id = ?",
                               std::string(service_.tenant.bytes())),
              IsOk());
  const auto page = book_.Of(service_.tenant);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT((*page)->broken, IsEmpty());
  EXPECT_EQ((*page)->segments.size(), 1u);
}

TEST_F(SegmentCustomTest, WithoutItsFieldASegmentKeepsWhomItHas) {
  const std::string segment = NewSegment("custom.area > 100");
  const std::string large = AddWith(120);
  Settle();
  ASSERT_THAT(service_.Execute("DELETE FROM field_definitions WHERE field_key = ?", "area"),
              IsOk());
  LookAgain();
  EXPECT_EQ(GetSegment(segment).state(), Segment::BROKEN);
  EXPECT_THAT(MembersOf(segment), UnorderedElementsAre(large));
  SetFilter(segment, "grade = LOW");
  Settle();
  EXPECT_EQ(GetSegment(segment).state(), Segment::CURRENT);
  EXPECT_THAT(MembersOf(segment), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
