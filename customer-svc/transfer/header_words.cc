#include "customer-svc/transfer/header_words.h"

#include <utility>
#include <vector>

#include "common/tabular/header.h"

namespace guanxi::customer {
namespace {

using Names = std::vector<const char*>;

// Usual names of the fields; of "" those that have no content of their own.
const std::vector<std::pair<const char*, Names>>& UsualNames() {  // a table; presubmit: allow
  static const auto& names = *new std::vector<std::pair<const char*, Names>>{
      {"external_id",
       {"id", "externalid", "编号", "客户编号", "客户编码", "客户ID", "客户代码", "编码",
        "customer id", "customer no", "account id", "account number"}},
      {"", {"序号", "行号", "no", "#", "row", "row number", "index"}},
      {"name", {"resourcename"}},
      {"type", {"客户类型", "customer type", "account type", "类型"}},
      {"display_name", {"name",         "customername",
                        "companyname",  "company",
                        "公司名称",     "公司",
                        "企业名称",     "单位名称",
                        "客户名称",     "名称",
                        "客户",         "客户全称",
                        "客户名",       "客户姓名",
                        "企业全称",     "公司全称",
                        "公司名",       "企业名",
                        "企业",         "单位",
                        "单位全称",     "全称",
                        "商户名称",     "商家名称",
                        "门店名称",     "机构名称",
                        "account",      "account name",
                        "customer",     "client",
                        "client name",  "company name",
                        "organization", "organization name",
                        "organisation", "full name",
                        "display name", "姓名"}},
      {"aliases",
       {"简称", "客户简称", "公司简称", "企业简称", "曾用名", "英文名", "英文名称", "aliases",
        "short name", "former name", "别名", "alias"}},
      {"organization.credit_code",
       {"creditcode", "统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "税号",
        "纳税人识别号", "纳税识别号", "tax id", "tax number", "tax no",
        "unified social credit code", "uscc", "vat number"}},
      {"phones",
       {"phone",          "tel",           "telephone",  "phonenumber", "电话",
        "联系电话",       "电话号码",      "座机",       "座机号",      "固定电话",
        "固话",           "办公电话",      "公司电话",   "客户电话",    "联系方式",
        "联系号码",       "总机",          "热线",       "work phone",  "business phone",
        "office phone",   "main phone",    "phones",     "phone no",    "telephone number",
        "contact number", "contact phone", "phone value"}},
      {"phones.mobile",
       {"mobile", "mobilephone", "手机", "手机号", "手机号码", "移动电话", "联系手机", "手机电话",
        "cell", "cell phone", "cellphone", "mobile number", "mobile no"}},
      {"emails",
       {"email",          "mail",         "邮箱",      "电子邮箱",    "电子邮件",      "邮件",
        "电邮",           "电子信箱",     "信箱",      "邮箱地址",    "邮件地址",      "联系邮箱",
        "公司邮箱",       "客户邮箱",     "Email地址", "E-mail邮箱",  "email address", "e-mail",
        "e-mail address", "mail address", "emails",    "email value", "work email"}},
      {"addresses", {"address",         "addr",           "street",         "地址",
                     "联系地址",        "详细地址",       "公司地址",       "办公地址",
                     "通讯地址",        "通信地址",       "客户地址",       "企业地址",
                     "单位地址",        "经营地址",       "街道",           "street address",
                     "mailing address", "billing street", "office address", "addresses"}},
      {"address.postal_code",
       {"邮编", "邮政编码", "邮政编号", "zip", "zip code", "postcode", "postal code", "post code"}},
      {"address.district", {"区", "区县", "区/县", "所在区县", "district"}},
      {"organization.registered_address.street", {"注册地址", "registered address", "注册所在地"}},
      {"organization.website",
       {"website", "网站", "网址", "官网", "官方网站", "公司网址", "公司网站", "公司官网",
        "企业官网", "官网地址", "主页", "公司主页", "web", "web site", "url", "homepage",
        "home page"}},
      {"person.wechat", {"wechat", "微信", "微信号"}},
      {"organization.size", {"size", "规模", "企业规模", "公司规模", "人员规模", "company size"}},
      {"industry", {"行业", "所属行业", "行业类型", "行业类别", "客户行业", "sector"}},
      {"region",
       {"地区", "区域", "省份", "所在省份", "所属地区", "所属区域", "所在地区", "大区", "省",
        "province", "state"}},
      {"city", {"城市", "市", "所在城市", "所属城市", "town"}},
      {"organization.business_scope", {"经营范围", "业务范围", "business scope"}},
      {"organization.registered_capital", {"注册资本", "注册资金", "registered capital"}},
      {"organization.legal_representative",
       {"法定代表人", "法人", "法人代表", "企业法人", "legal representative"}},
      {"organization.establish_date",
       {"成立日期", "成立时间", "注册日期", "注册时间", "founded", "date founded", "established",
        "establish date"}},
      {"person.gender", {"gender", "sex", "性别"}},
      {"person.birth_date",
       {"birthday", "birthdate", "dateofbirth", "生日", "出生日期", "出生年月", "date of birth",
        "dob"}},
      {"person.member_level", {"memberlevel", "会员等级", "member level"}},
      {"lifecycle_stage", {"stage", "客户阶段", "客户状态", "阶段", "生命周期"}},
      {"grade", {"等级", "客户等级", "客户级别"}},
      {"grade_pinned", {"等级固定", "固定等级", "锁定等级", "grade pinned"}},
      {"source", {"来源", "客户来源", "来源渠道", "渠道", "获客渠道", "lead source", "channel"}},
      {"note",
       {"remark", "remarks", "notes", "comment", "备注", "备注信息", "客户备注", "说明", "描述",
        "附注", "memo", "description", "comments"}},
  };
  return names;
}

const Names& PeoplesNames() {
  static const auto& names =
      *new Names{"联系人",     "联系人姓名",   "联系人职务",     "联系人电话", "联系人手机",
                 "联系人邮箱", "主要联系人",   "首要联系人",     "对接人",     "负责人",
                 "客户负责人", "职务",         "职位",           "岗位",       "部门",
                 "contact",    "contact name", "contact person", "contacts",   "person in charge",
                 "job title",  "title",        "position"};
  return names;
}

}  // namespace

const std::map<std::string, std::string>& UsualHeaders() {
  static const auto& headers = *[] {
    auto* headers = new std::map<std::string, std::string>();
    for (const auto& [target, names] : UsualNames()) {
      for (const char* name : names) headers->emplace(tabular::HeaderKey(name), target);
    }
    return headers;
  }();
  return headers;
}

const std::map<std::string, std::string>& ForeignHeaders() {
  static const auto& headers = *[] {
    auto* headers = new std::map<std::string, std::string>();
    for (const char* name : PeoplesNames()) {
      headers->emplace(tabular::HeaderKey(name), "people are not imported yet");
    }
    return headers;
  }();
  return headers;
}

}  // namespace guanxi::customer
