"""Headings known by name: English, Chinese, German, and those of usual systems.

Compared without case, blanks and punctuation. Within a field the earlier word wins
over the later one when a file has several. Names of Salesforce, HubSpot, Odoo,
ERPNext, SAP (tables VBAK, VBAP, VBRK, VBRP) and the exports of 用友 and 金蝶 stand
beside the plain words.
"""

from __future__ import annotations

from itertools import product

from vitalfew.files.options import Kind

_PARTY = (
    "customer", "client", "account", "cust", "buyer", "debtor", "soldto", "soldtoparty",
    "billto", "partner", "reseller", "dealer", "distributor", "retailer", "company",
    "organization", "organisation", "merchant", "payer", "kunde", "kunden", "client",
)  # fmt: skip
_SUPPLIER = ("vendor", "supplier", "payee")
_ID = ("id", "number", "no", "nr", "num", "code", "key", "ref", "identifier", "nummer")
_NAME = ("name", "fullname", "title", "description", "names")


def _joined(firsts: tuple[str, ...], seconds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(first + second for first, second in product(firsts, seconds))


ORDERS: dict[str, tuple[str, ...]] = {
    "account_id": (
        *_joined(_PARTY, _ID), "kunnr", "kunag", "kunrg", "accountid",
        "order.accountid", "partnerid/id", "associatedcompanyid",
        "primaryassociatedcompanyid", "customer", "client", "cust", "debtor",
        "partnerid", "orderpartnerid", "reseller", "buyer", "account",
        "客户编码", "客户编号",
        "客户代码", "客户id", "客户号", "客户", "购货单位编码", "购货单位代码",
        "购方税号", "会员编号", "会员id", "经销商编码", "经销商编号", "买方编码",
        "客户唯一编码", *_joined(_SUPPLIER, _ID),
        "kunde",
    ),
    "account_name": (
        *_joined(_PARTY, _NAME), "name1", "account.name", "accountname", "companyname",
        "customer", "client", "account", "company", "organization", "reseller",
        "dealer", "partner", "buyer", "soldto", "partnerid/name", "partnername",
        "associatedcompany", "客户名称", "客户简称", "客户全称", "购货单位",
        "购货单位名称", "购方名称", "购买方名称", "单位名称", "公司名称", "客户",
        "经销商名称", "经销商", "往来单位", "买方名称", *_joined(_SUPPLIER, _NAME),
        *_SUPPLIER,
        "kundenbezeichnung", "firma",
    ),
    "ordered_on": (
        "orderedon", "orderdate", "dateorder", "dateordered", "ordereddate",
        "salesdate", "saledate", "purchasedate", "transactiondate", "orderid/dateorder",
        "effectivedate", "erdat", "audat", "bstdk", "orderdatetime", "ordertime",
        "orderdt", "dealdate", "closedate", "hsclosedate", "docdate", "documentdate",
        "bookingdate", "date", "day", "createdate", "createdon", "createddate",
        "clearingdate", "paymentdate", "bestelldatum", "datum", "fecha", "datecommande",
        "订单日期", "下单日期", "下单时间", "订货日期", "单据日期", "销售日期",
        "业务日期", "交易日期", "成交日期", "日期", "制单日期", "订单时间", "购买日期",
        "创建日期",
        "auftragsdatum", "belegdatum",
    ),
    "invoiced_on": (
        "invoicedate", "dateinvoice", "billingdate", "fkdat", "invoicedon",
        "postingdate", "budat", "bldat", "invoicedt", "rechnungsdatum", "开票日期",
        "发票日期", "记账日期",
    ),
    "delivered_on": (
        "deliverydate", "delivereddate", "deliveredon", "shipdate", "shippeddate",
        "shippedon", "wadatist", "lfdat", "commitmentdate", "despatchdate",
        "dispatchdate", "lieferdatum", "发货日期", "交货日期", "出库日期", "送货日期",
        "实际发货日期",
    ),
    "net_amount": (
        "netamount", "netvalue", "netwr", "basenetamount", "basenettotal", "netsales",
        "pricesubtotal", "orderline/pricesubtotal", "amountuntaxed", "nettotal",
        "linetotal", "extendedprice", "extendedamount", "totalprice", "salesamount",
        "salesamt", "saleamount", "sales", "revenue", "netrevenue", "netprice",
        "amount", "lineamount", "orderamount", "turnover", "value", "totalamount",
        "total", "spend", "closevalue", "hsamount", "netto", "nettobetrag", "umsatz",
        "betrag", "不含税金额", "无税金额", "未税金额", "净额", "销售净额",
        "本币无税金额", "原币无税金额", "销售金额", "销售额", "金额", "订单金额",
        "成交金额", "收入", "销售收入", "实付金额",
        "nettowert", "nettoumsatz",
    ),
    "gross_amount": (
        "grossamount", "grossvalue", "pricetotal", "amounttotal", "grandtotal",
        "basegrandtotal", "amountincludingtax", "amountinclvat", "amountinctax",
        "totalinclvat", "grosssales", "bruttobetrag", "brutto", "价税合计", "含税金额",
        "本币价税合计", "原币价税合计", "含税总额", "税价合计",
    ),
    "tax_amount": (
        "taxamount", "taxamt", "tax", "vat", "vatamount", "mwsbp", "amounttax",
        "pricetax", "salestax", "mwst", "税额", "本币税额", "原币税额", "增值税额",
    ),
    "order_id": (
        "orderid", "ordernumber", "orderno", "ordernr", "ordernum", "salesordernumber",
        "salesorder", "salesorderno", "salesorderid", "vbeln", "vbelnva", "aubel",
        "orderref", "order", "so", "sono", "sonumber", "invoiceid", "invoiceno",
        "invoicenumber", "invoice", "documentnumber", "documentno", "docno",
        "docnumber", "belnr", "billno", "voucherno", "voucher", "transactionid",
        "receiptno", "receipt", "opportunityid", "dealid", "hsorderid", "name.order",
        "orderid/name", "orderreference", "bestellnummer", "auftragsnummer",
        "rechnungsnummer", "订单号", "订单编号", "销售订单号", "单据编号", "单据号",
        "单号", "订单编码", "销售单号", "合同订单号", "发票号", "发票号码", "单据代码",
        "出库单号", "交易号",
        "auftragsnr", "belegnummer", "belegnr", "auftrag",
    ),
    "line_id": (
        "lineid", "lineno", "linenumber", "linenum", "orderline", "orderlineid",
        "orderlineno", "orderlinenumber", "salesorderlinenumber", "salesorderlinekey",
        "salesorderdetailid", "orderitemid", "orderitemnumber", "orderitem", "posnr",
        "position", "item", "itemno", "itemnumber", "idx", "lineitemid", "hslineitemid",
        "orderline/id", "rowid", "pos", "行号", "订单行号", "分录号", "序号",
        "明细行号", "行项目", "单据行号", "分录内码",
        "positionsnummer",
    ),
    "parent_id": (
        "parentid", "parent", "parentaccount", "parentaccountid", "parentcompany",
        "parentcompanyid", "hsparentcompanyid", "account.parentid", "groupid",
        "groupcode", "groupaccount", "konzs", "parentcustomer", "subsidiaryof",
        "ultimateparent", "headofficeid", "owner", "corporategroup", "group",
        "上级客户", "上级客户编码", "母公司", "母公司编码", "集团", "集团编码",
        "集团客户", "所属集团", "总公司", "上级单位",
    ),
    "unit_id": (
        "unitid", "buyingunit", "buyingunitid", "branchid", "branch", "branchcode",
        "siteid", "site", "sitecode", "storeid", "storecode", "shipto", "shiptoid",
        "shiptoparty", "shiptocode", "shiptonumber", "kunwe", "partnershippingid",
        "shippingaddressname", "deliverysite", "locationid", "deliverylocation",
        "plantid", "subsidiaryid", "entity", "departmentid", "costcenter", "costcentre",
        "采购单位", "采购单位编码", "收货单位", "收货单位编码", "收货方", "收货方编码",
        "分公司", "分公司编码", "门店", "门店编码", "门店编号", "网点", "送达方",
        "子公司", "分店",
    ),
    "unit_name": (
        "unitname", "buyingunitname", "branchname", "sitename", "storename",
        "shiptoname", "shiptopartyname", "locationname", "subsidiaryname", "entityname",
        "departmentname", "采购单位名称", "收货单位名称", "收货方名称", "分公司名称",
        "门店名称", "送达方名称",
    ),
    "product_id": (
        "productid", "productcode", "productkey", "productno", "productnumber",
        "productref", "product2id", "hsproductid", "hssku", "sku", "skuid", "itemcode",
        "itemid", "stockcode", "matnr", "material", "materialnumber", "materialcode",
        "articleid", "articleno", "articlenumber", "article", "partno", "partnumber",
        "orderline/productid", "productid/id", "product", "pzn", "ean", "gtin", "asin",
        "isbn", "artikelnummer", "存货编码", "物料编码", "产品编码", "产品编号",
        "产品代码", "商品编码", "商品编号", "商品代码", "货号", "料号", "品号",
        "物料号", "物料代码", "产品id", "商品id", "产品", "商品",
        "artikelnr", "materialnummer",
    ),
    "product_name": (
        "productname", "product2.name", "itemname", "arktx", "maktx",
        "productdescription", "itemdescription", "articlename", "materialdescription",
        "materialname", "description", "productid/name", "stockdescription", "artikel",
        "artikelbezeichnung", "存货名称", "物料名称", "产品名称", "商品名称", "品名",
        "货品名称", "物料描述",
        "bezeichnung",
    ),
    "category": (
        "category", "categoryname", "productcategory", "productgroup", "productfamily",
        "product2.family", "family", "productline", "productlinename", "itemgroup",
        "matkl", "materialgroup", "categid", "producttype", "subcategory", "segment",
        "range", "commoditygroup", "expenditureaccount", "expensetype", "expensearea",
        "warengruppe", "存货分类", "存货大类", "产品类别", "产品分类", "商品类别",
        "商品分类", "类别", "品类", "产品线", "物料组", "物料分类", "产品大类",
        "产品系列", "分类", "大类",
        "produktgruppe", "artikelgruppe",
    ),
    "quantity": (
        "quantity", "qty", "orderquantity", "orderqty", "orderedquantity",
        "productuomqty", "orderline/productuomqty", "qtyinvoiced", "qtydelivered",
        "kwmeng", "fkimg", "menge", "units", "unitssold", "pieces", "count", "volume",
        "anzahl", "数量", "订货数量", "订单数量", "销售数量", "主数量", "实发数量",
        "出库数量", "件数",
        "stückzahl",
    ),
    "cost": (
        "cost", "costs", "totalcost", "linecost", "extendedcost", "costofgoods", "cogs",
        "costofgoodssold", "costofsales", "costamount", "totalproductcost",
        "directcost", "wavwr", "kosten", "standardcosttotal", "costvalue", "成本",
        "成本金额", "销售成本", "总成本", "成本总额", "结转成本",
        "wareneinsatz", "einstandskosten",
    ),
    "unit_cost": (
        "unitcost", "purchaseprice", "orderline/purchaseprice", "incomingrate",
        "valuationrate", "costprice", "productstandardcost", "standardcost",
        "hscostofgoodssold", "costperunit", "单位成本", "成本单价", "成本价",
    ),
    "unit_price": (
        "unitprice", "price", "netpr", "priceunit", "orderline/priceunit", "netrate",
        "rate", "basenetrate", "sellingprice", "salesprice", "listprice", "pricesold",
        "priceeach", "einzelpreis", "单价", "无税单价", "不含税单价", "销售单价",
        "未税单价", "成交单价", "价格",
    ),
    "discount_amount": (
        "discountamount", "discountamt", "hstotaldiscount", "linediscount", "rebate",
        "折扣额", "折扣金额", "优惠金额",
    ),
    "discount_rate": (
        "discount", "discountpercent", "discountpercentage", "hsdiscountpercentage",
        "discountpct", "unitpricediscountpct", "unitpricediscount", "discountrate",
        "rabatt", "折扣率", "折扣", "扣率",
    ),
    "currency": (
        "currency", "currencycode", "currencyisocode", "waerk", "waers", "currencyid",
        "dealcurrencycode", "curr", "ccy", "currencyname", "orderid/currencyid",
        "waehrung", "币种", "币别", "货币", "外币名称",
        "währung",
    ),
    "contract_id": (
        "contractid", "contract", "contractno", "contractnumber", "contractref",
        "frameworkid", "framework", "frameworkagreement", "vgbel", "agreement",
        "agreementid", "blanketorder", "rahmenvertrag", "合同号", "合同编号",
        "框架协议", "协议号", "合同", "框架合同号",
    ),
    "channel": (
        "channel", "saleschannel", "vtweg", "distributionchannel", "orderchannel",
        "source", "teamid", "orderid/teamid", "leadsource", "ordersource",
        "hsanalyticssource", "渠道", "销售渠道", "订单来源", "销售类型", "下单渠道",
    ),
    "status": (
        "status", "orderstatus", "state", "orderstate", "docstatus", "lifecyclestage",
        "orderid/state", "gbstk", "salesstatus", "invoicestatus", "dealstage",
        "hsdealstage", "状态", "订单状态", "单据状态", "审核状态", "关闭状态",
    ),
    "document_type": (
        "documenttype", "doctype", "ordertype", "transactiontype", "invoicetype",
        "movetype", "isreturn", "auart", "fkart", "vbtyp", "type", "returnflag",
        "单据类型", "业务类型", "发票类型", "红蓝字", "是否退货", "退货标识", "红字",
    ),
    "part": ("sheet", "sheetname", "sourcesheet", "exportpart"),
}  # fmt: skip

COMPANIES: dict[str, tuple[str, ...]] = {
    "account_id": (
        "accountnumber", "externalid", "recordid", "hsobjectid", "id",
        *ORDERS["account_id"], "ref", "account", "单位编码", "编码", "编号",
    ),
    "account_name": (
        "name", "organizationname", *ORDERS["account_name"], "名称", "企业名称", "公司",
    ),
    "parent_id": (*ORDERS["parent_id"], "parentid/id", "holding", "母公司名称", "上级"),
    "ownership_share": (
        "ownershipshare", "ownership", "ownershippercentage", "ownershippct", "share",
        "shareholding", "stake", "beteiligung", "持股比例", "控股比例", "股权比例",
        "出资比例",
    ),
    "tax_id": (
        "taxid", "vat", "vatid", "vatnumber", "vatno", "taxnumber", "stcd1", "stceg",
        "companynumber", "registrationnumber", "ein", "ustid", "siret", "siren", "duns",
        "统一社会信用代码", "社会信用代码", "信用代码", "税号", "纳税人识别号",
        "税务登记号", "工商注册号",
    ),
    "industry": (
        "industry", "sector", "industryid", "brsch", "businesstype", "businessline",
        "hsindustrygroup", "branche", "行业", "所属行业", "行业分类", "客户行业",
    ),
    "employees": (
        "employees", "numberofemployees", "noofemployees", "numemployees", "headcount",
        "staff", "employeecount", "jmzah", "人数", "员工人数", "员工数", "从业人数",
        "企业规模",
    ),
    "revenue": (
        "revenue", "annualrevenue", "turnover", "yearlyrevenue", "sales", "umsat",
        "umsatz", "营业额", "年营业额", "营业收入", "年收入", "年销售额",
    ),
    "country": (
        "country", "countryregion", "billingcountry", "countryid", "land1",
        "countrycode", "officelocation", "land", "国家", "国家地区", "国别",
    ),
    "city": (
        "city", "town", "billingcity", "ort01", "ort", "stadt", "城市", "所在城市",
        "地市",
    ),
    "website": ("website", "domain", "web", "url", "homepage", "网址", "网站", "官网"),
    "head_office": (
        "headoffice", "headquarters", "isheadoffice", "ishq", "hq", "ishq",
        "mainoffice", "是否总部", "总部", "总部标识",
    ),
}  # fmt: skip

PRODUCTS: dict[str, tuple[str, ...]] = {
    "product_id": (
        *ORDERS["product_id"], "recordid", "hsobjectid", "defaultcode",
        "internalreference", "id", "编码", "编号",
    ),
    "product_name": (
        "product", *ORDERS["product_name"], "name", "产品", "商品", "名称",
    ),
    "category": ("category", *ORDERS["category"], "series"),
}  # fmt: skip

ACTIVITIES: dict[str, tuple[str, ...]] = {
    "account_id": ORDERS["account_id"],
    "occurred_on": (
        "occurredon", "activitydate", "eventdate", "visitdate", "dateofvisit", "date",
        "day", "startdate", "starttime", "start", "startedat", "doneon", "doneat",
        "completedon", "timestamp", "time", "createddate", "createdon", "createdat",
        "deliverydate", "发生日期", "活动日期", "拜访日期", "作业日期", "处理日期",
        "送货日期", "日期", "开始日期", "开始时间", "发生时间", "时间", "创建日期",
        "datum", "besuchsdatum", "ereignisdatum", "tag", "beginn", "erstelltam",
    ),
    "activity": (
        "activity", "activitytype", "activityname", "eventtype", "eventname",
        "tasktype", "task", "action", "process", "service", "servicetype", "event",
        "kind", "type", "category", "subject", "作业", "作业名称", "作业类型", "活动",
        "活动类型", "活动名称", "服务类型", "服务项目", "事项", "事件类型", "工作内容",
        "业务类型", "类型", "aktivität", "aktivitätsart", "tätigkeit", "vorgang",
        "vorgangsart", "leistungsart", "ereignis", "art", "typ",
    ),
    "event_id": (
        "eventid", "eventno", "eventnumber", "activityid", "activityno",
        "activitynumber", "taskid", "ticketid", "ticketno", "ticketnumber", "ticket",
        "caseid", "casenumber", "visitid", "recordid", "id", "no", "number",
        "事件编号", "活动编号", "作业编号", "工单号", "记录编号", "编号", "单号",
        "vorgangsnummer", "ereignisnummer", "aktivitätsnummer", "ticketnummer",
        "nummer",
    ),
    "order_id": (
        "orderid", "ordernumber", "orderno", "ordernr", "salesorder", "salesorderno",
        "salesordernumber", "order", "vbeln", "订单号", "订单编号", "销售订单号",
        "auftragsnummer", "bestellnummer", "auftragsnr", "auftrag",
    ),
    "unit_id": ORDERS["unit_id"],
    "events": (
        "events", "eventcount", "numberofevents", "count", "times", "次数", "事件数",
        "发生次数", "anzahlereignisse", "anzahlvorgänge", "anzahl", "häufigkeit",
    ),
    "minutes": (
        "minutes", "minutesspent", "durationminutes", "durationmin", "timespentmin",
        "mins", "min", "duration", "timespent", "分钟", "分钟数", "用时分钟", "时长",
        "耗时", "用时", "minuten", "dauerminuten", "dauer", "zeitaufwand",
    ),
    "hours": (
        "hours", "hoursspent", "durationhours", "hrs", "小时", "小时数", "工时",
        "用时小时", "耗时小时", "时长小时", "stunden", "dauerstunden", "dauerh",
    ),
    "quantity": (
        "quantity", "qty", "pallets", "parcels", "packages", "pieces", "units", "数量",
        "托盘数", "件数", "箱数", "menge", "paletten", "pakete", "stückzahl",
    ),
    "lines": (
        "lines", "orderlines", "linecount", "numberoflines", "linesperorder", "items",
        "positions", "行数", "订单行数", "明细行数", "positionen", "anzahlpositionen",
        "auftragspositionen",
    ),
    "km": (
        "km", "kilometers", "kilometres", "distance", "distancekm", "mileage", "公里",
        "公里数", "里程", "距离", "kilometer", "entfernung", "strecke",
    ),
    "rush": (
        "rush", "isrush", "urgent", "isurgent", "express", "expedited", "priority",
        "加急", "是否加急", "紧急", "eilig", "eilauftrag", "dringend",
    ),
    "part": ORDERS["part"],
}  # fmt: skip

CONTACTS: dict[str, tuple[str, ...]] = {
    "account_id": (
        "accountnumber", *ORDERS["account_id"], *ORDERS["account_name"],
        "organizationname", "org", "employer", "associatedcompanyids", "parentid/name",
        "公司", "单位", "所属客户", "所属公司", "企业名称", "unternehmen",
    ),
    "name": (
        "fullname", "contactname", "name", "personsname", "displayname", "contact",
        "person", "fn", "姓名", "联系人姓名", "联系人", "名字", "名称",
        "ansprechpartner", "vollername", "kontaktname", "kontakt",
    ),
    "given_name": (
        "firstname", "givenname", "forename", "名", "vorname", "rufname",
    ),
    "family_name": (
        "lastname", "familyname", "surname", "secondname", "姓", "姓氏", "nachname",
        "familienname",
    ),
    "email": (
        "email", "emailaddress", "emailaddress1", "workemail", "mail", "邮箱",
        "电子邮箱", "电子邮件", "邮件", "emailadresse", "mailadresse",
    ),
    "phone": (
        "phone", "phonenumber", "businessphone", "workphone", "telephone", "tel",
        "officephone", "telephone1", "电话", "办公电话", "座机", "固定电话", "联系电话",
        "telefon", "telefonnummer", "rufnummer",
    ),
    "mobile": (
        "mobile", "mobilephone", "mobilenumber", "cellphone", "cell", "手机", "手机号",
        "手机号码", "移动电话", "mobil", "mobiltelefon", "mobilnummer", "handy",
    ),
    "title": (
        "jobtitle", "position", "post", "title", "function", "jobposition", "role",
        "职务", "职位", "岗位", "头衔", "funktion", "stelle", "berufsbezeichnung",
    ),
    "department": (
        "department", "dept", "division", "orgunit", "部门", "所属部门", "科室",
        "abteilung", "bereich",
    ),
    "level": (
        "level", "seniority", "hierarchy", "managementlevel", "级别", "层级", "职级",
        "ebene", "hierarchieebene",
    ),
    "reports_to": (
        "reportsto", "reportstoid", "manager", "managername", "managerid", "supervisor",
        "superior", "上级", "直接上级", "汇报对象", "汇报给", "主管", "vorgesetzter",
        "vorgesetzte", "berichtetan",
    ),
    "starts_on": (
        "since", "startson", "startdate", "inthepostsince", "任职起始日", "from",
        "任职日期", "任职时间", "到岗日期", "开始日期", "起始日期", "seit", "von",
        "eintritt", "beginn",
    ),
    "ends_on": (
        "until", "endson", "enddate", "leftdate", "nolongerfrom", "自何日起不再任职",
        "to", "离任日期", "离职日期", "结束日期", "截止日期", "bis", "austritt", "ende",
    ),
    "external_id": (
        "externalid", "contactid", "personsnumber", "recordid",
        "hsobjectid", "personid", "uid", "id", "外部编号", "联系人编号", "人员编号",
        "编号", "kontaktid", "kontaktnummer", "personennummer",
    ),
    "source": (
        "source", "sourcesystem", "systemofthenumber", "编号所属系统",
        "system", "来源", "来源系统", "系统", "quelle", "quellsystem",
    ),
}  # fmt: skip

HEADINGS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "orders": ORDERS,
    "companies": COMPANIES,
    "products": PRODUCTS,
    "activities": ACTIVITIES,
    "contacts": CONTACTS,
}
