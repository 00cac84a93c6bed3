#include "customer-svc/transfer/words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace guanxi::customer {
namespace {

// Chinese words for the values of Customer's and Person's and Organization's enums. The words of
// different enums differ, save 中 and 高 and the like, whose value names agree.
const std::map<std::string, std::string>& ChineseValues() {
  static const auto& words = *new std::map<std::string, std::string>{
      {"企业", "ORGANIZATION"}, {"公司", "ORGANIZATION"}, {"单位", "ORGANIZATION"},
      {"机构", "ORGANIZATION"}, {"组织", "ORGANIZATION"}, {"个人", "PERSON"},
      {"自然人", "PERSON"},     {"潜在", "POTENTIAL"},    {"潜在客户", "POTENTIAL"},
      {"意向", "INTENT"},       {"意向客户", "INTENT"},   {"成交", "DEAL"},
      {"成交客户", "DEAL"},     {"忠诚", "LOYAL"},        {"忠诚客户", "LOYAL"},
      {"流失", "CHURNED"},      {"流失客户", "CHURNED"},  {"低", "LOW"},
      {"低价值", "LOW"},        {"中", "MEDIUM"},         {"中价值", "MEDIUM"},
      {"高", "HIGH"},           {"高价值", "HIGH"},       {"微型", "MICRO"},
      {"小型", "SMALL"},        {"中型", "MEDIUM"},       {"大型", "LARGE"},
      {"女", "FEMALE"},         {"女士", "FEMALE"},       {"男", "MALE"},
      {"先生", "MALE"},         {"其他", "OTHER"},
  };
  return words;
}

}  // namespace

const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor* type, absl::string_view word) {
  std::string name = absl::AsciiStrToUpper(word);
  if (const auto chinese = ChineseValues().find(name); chinese != ChineseValues().end()) {
    name = chinese->second;
  }
  return type->FindValueByName(name);
}

std::string EnumValueNames(const google::protobuf::EnumDescriptor* type) {
  std::string names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", type->value(i)->name());
  }
  return names;
}

const std::map<std::string, std::string>& UsualHeaders() {  // a table; presubmit: allow
  static const auto& headers = *new std::map<std::string, std::string>{
      // Who it is.
      {"id", "external_id"},
      {"externalid", "external_id"},
      {"编号", "external_id"},
      {"客户编号", "external_id"},
      {"resourcename", "name"},
      {"客户类型", "type"},
      {"类型", "type"},
      {"name", "display_name"},
      {"customername", "display_name"},
      {"companyname", "display_name"},
      {"company", "display_name"},
      {"公司名称", "display_name"},
      {"公司", "display_name"},
      {"企业名称", "display_name"},
      {"单位名称", "display_name"},
      {"客户名称", "display_name"},
      {"名称", "display_name"},
      {"姓名", "display_name"},
      {"简称", "aliases"},
      {"别名", "aliases"},
      {"alias", "aliases"},
      {"creditcode", "organization.credit_code"},
      {"统一社会信用代码", "organization.credit_code"},
      {"信用代码", "organization.credit_code"},
      // How to reach it.
      {"phone", "phones"},
      {"tel", "phones"},
      {"telephone", "phones"},
      {"phonenumber", "phones"},
      {"电话", "phones"},
      {"联系电话", "phones"},
      {"电话号码", "phones"},
      {"mobile", "phones.mobile"},
      {"mobilephone", "phones.mobile"},
      {"手机", "phones.mobile"},
      {"手机号", "phones.mobile"},
      {"手机号码", "phones.mobile"},
      {"email", "emails"},
      {"mail", "emails"},
      {"邮箱", "emails"},
      {"电子邮箱", "emails"},
      {"电子邮件", "emails"},
      {"address", "addresses"},
      {"addr", "addresses"},
      {"street", "addresses"},
      {"地址", "addresses"},
      {"联系地址", "addresses"},
      {"详细地址", "addresses"},
      {"注册地址", "organization.registered_address.street"},
      {"website", "organization.website"},
      {"网站", "organization.website"},
      {"网址", "organization.website"},
      {"wechat", "person.wechat"},
      {"微信", "person.wechat"},
      {"微信号", "person.wechat"},
      // What is known of it.
      {"size", "organization.size"},
      {"规模", "organization.size"},
      {"企业规模", "organization.size"},
      {"行业", "industry"},
      {"所属行业", "industry"},
      {"地区", "region"},
      {"区域", "region"},
      {"省份", "region"},
      {"省", "region"},
      {"province", "region"},
      {"state", "region"},
      {"城市", "city"},
      {"市", "city"},
      {"经营范围", "organization.business_scope"},
      {"注册资本", "organization.registered_capital"},
      {"法定代表人", "organization.legal_representative"},
      {"法人", "organization.legal_representative"},
      {"成立日期", "organization.establish_date"},
      {"gender", "person.gender"},
      {"sex", "person.gender"},
      {"性别", "person.gender"},
      {"birthday", "person.birth_date"},
      {"birthdate", "person.birth_date"},
      {"dateofbirth", "person.birth_date"},
      {"生日", "person.birth_date"},
      {"出生日期", "person.birth_date"},
      {"memberlevel", "person.member_level"},
      {"会员等级", "person.member_level"},
      // The relationship.
      {"stage", "lifecycle_stage"},
      {"客户阶段", "lifecycle_stage"},
      {"等级", "grade"},
      {"客户等级", "grade"},
      {"客户级别", "grade"},
      {"来源", "source"},
      {"客户来源", "source"},
      {"channel", "source"},
      {"remark", "note"},
      {"remarks", "note"},
      {"notes", "note"},
      {"comment", "note"},
      {"备注", "note"},
  };
  return headers;
}

}  // namespace guanxi::customer
