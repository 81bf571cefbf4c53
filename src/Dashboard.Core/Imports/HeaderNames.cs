using System.Collections.Frozen;
using System.Globalization;

namespace Dashboard.Core.Imports;

/// <summary>What columns of shops, payment services and spreadsheets are called.</summary>
internal static class HeaderNames
{
    // Most telling name first: where two columns of a file could be the same field, the earlier one wins.
    private static readonly (OrderField Field, string Names)[] Table =
    [
        (OrderField.OrderNumber, "ordernumber orderno ordernr orderid ordernumberformatted invoiceno invoicenumber invoiceid invoicenr transactionid transactionno transactionnumber orderref orderreference ordername ordercode order invoice saleid salesorder salesid receiptnumber receiptid receiptno basketid documentnumber documentno billno billnumber bestellnummer bestelnummer numerocommande ordrenummer numeroordine numeropedido"),
        (OrderField.Date, "orderdate orderdatetime orderedat createdat createddateutc createdutc created datecreated ordercreatedat placedat purchasedate purchasedat purchasetimestamp orderpurchasetimestamp invoicedate transactiondate saledate salesdate orderplacedat datetime date timestamp processedat ordertime paidat paymentdate day datum bestelldatum fecha data"),
        (OrderField.Time, "time timeofday"),
        (OrderField.TimeZone, "timezone"),
        (OrderField.CustomerNumber, "customerid customernumber customerno customernr customeruid customeruser customercode customerkey custid custno clientid clientnumber userid memberid memberno buyerid shopperid accountid accountnumber contactid kundennummer kundennr kundenid klantnummer clientno customer client kunde klant cliente cust uid masterid householdid visitorid"),
        (OrderField.Email, "email emailaddress customeremail billingemail customeremailaddress useremail buyeremail contactemail mail emailbilling shippingemail"),
        (OrderField.Phone, "phone phonenumber customerphone billingphone mobile mobilephone telephone telephonenumber tel shippingphone"),
        (OrderField.CustomerName, "customername fullname billingname buyername clientname billingfullname customerfullname shippingname"),
        (OrderField.FirstName, "firstname billingfirstname customerfirstname givenname forename"),
        (OrderField.LastName, "lastname billinglastname customerlastname surname familyname"),
        (OrderField.Amount, "amount revenue sales value ordervalue orderamount saleamount salesamount transactionamount dollarvalue purchaseamount purchasevalue spend spent sum turnover amountpaid paid paymentvalue monetary umsatz betrag montant importe importo bedrag"),
        (OrderField.Subtotal, "subtotal ordersubtotal itemssubtotal subtotalprice grosssales itemstotal merchandisetotal productstotal gross grossamount"),
        (OrderField.NetAmount, "netsales netamount netrevenue net nettotal netvalue"),
        (OrderField.Discount, "discount discountamount discounts totaldiscount totaldiscounts discounttotal orderdiscount cartdiscount discountvalue couponamount rebate rabatt"),
        (OrderField.Tax, "tax taxes taxamount totaltax taxtotal ordertax ordertotaltaxamount vat vatamount gst salestax mwst"),
        (OrderField.Shipping, "shipping shippingamount shippingcost shippingcosts shippingtotal ordershipping ordershippingamount shippingprice shippingfee freight delivery deliveryfee deliverycost postage versand"),
        (OrderField.Total, "total ordertotal ordertotalamount grandtotal totalprice totalamount totalpaid totalorder totalvalue totalcollected totalsales totalrevenue"),
        (OrderField.Currency, "currency currencycode ordercurrency währung waehrung valuta devise moneda"),
        (OrderField.RefundedAmount, "refundedamount amountrefunded refundamount totalrefunded refundtotal refunds refunded refund orderrefundamount"),
        (OrderField.RefundDate, "refunddate refundedat daterefunded"),
        (OrderField.Status, "financialstatus orderstatus paymentstatus status orderstate"),
        (OrderField.CancelledAt, "cancelledat canceledat cancellationdate"),
        (OrderField.Mode, "livemode mode"),
        (OrderField.Channel, "channel saleschannel orderchannel channelname ordersource source platform utmsource medium kanal canal"),
        (OrderField.Campaign, "campaign utmcampaign campaignname"),
        (OrderField.Coupon, "coupon couponcode coupons discountcode promocode promotioncode vouchercode voucher"),
        (OrderField.Country, "country countrycode customercountry billingcountry shippingcountry countryregion shipcountry countrycodebilling countrycodeshipping ordercountry countryname land pays pais"),
        (OrderField.Quantity, "quantity qty lineitemquantity itemquantity units numberofcds itemssold items itemcount numitems numberofitems quantitysold orderquantity quantityordered menge anzahl cantidad quantite aantal"),
        (OrderField.UnitPrice, "unitprice lineitemprice itemprice priceeach priceperunit productprice price unitcost einzelpreis"),
        (OrderField.LineAmount, "linetotal lineamount linesubtotal itemtotal itemsubtotal extendedprice lineprice lineitemtotal"),
        (OrderField.LineDiscount, "lineitemdiscount linediscount itemdiscount"),
        (OrderField.Sku, "sku lineitemsku productsku itemsku stockcode productcode itemcode itemnumber articlenumber articleno productid itemid productno variantid asin upc gtin artikelnummer"),
        (OrderField.ProductName, "productname lineitemname itemname producttitle product item productdescription itemdescription description article artikel produkt produit producto"),
        (OrderField.Brand, "brand brandname vendor manufacturer"),
        (OrderField.Category, "category categoryname productcategory producttype productgroup department itemcategory"),
        (OrderField.Cost, "productcost costprice costofgoods cogs"),
        (OrderField.Region, "region state province billingstate billingprovince customerstate shippingstate shippingprovince statecodebilling statecodeshipping"),
        (OrderField.City, "city billingcity customercity shippingcity town"),
        (OrderField.PostalCode, "postalcode postcode zip zipcode billingzip billingpostcode customerzipcode shippingzip shippingpostcode plz"),
        (OrderField.Company, "company companyname billingcompany organisation organization"),
        (OrderField.BirthDate, "birthdate birthday dateofbirth dob"),
        (OrderField.Gender, "gender sex"),
        (OrderField.Industry, "industry"),
        (OrderField.Household, "household"),
        (OrderField.PreferredChannel, "preferredchannel"),
        (OrderField.AcquisitionChannel, "acquisitionchannel firstchannel"),
        (OrderField.AcquisitionCampaign, "acquisitioncampaign firstcampaign"),
    ];

    private static readonly FrozenDictionary<string, (OrderField Field, double Confidence)> Known = Table
        .SelectMany(t => t.Names.Split(' ').Select((name, rank) => KeyValuePair.Create(name, (t.Field, Math.Max(0.4, 0.98 - (0.015 * rank))))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a column of that name mostly means, and how sure that is (0 to 1).</summary>
    public static (OrderField Field, double Confidence) Suggest(string name) => Known.GetValueOrDefault(Normalise(name));

    /// <summary>Letters and digits alone, in lower case.</summary>
    public static string Normalise(string name) => string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>Place of a column named in a mapping (by header, or as <c>#n</c>); -1 when the file has none of that name.</summary>
    public static int IndexOf(IReadOnlyList<string> header, string column)
    {
        for (var i = 0; i < header.Count; i++)
            if (string.Equals(header[i].Trim(), column.Trim(), StringComparison.OrdinalIgnoreCase)) return i;
        return column.StartsWith('#') && int.TryParse(column.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= header.Count ? number - 1 : -1;
    }

    /// <summary>Names of the columns of a file without header.</summary>
    public static string[] Numbered(int count) => [.. Enumerable.Range(1, count).Select(n => "#" + n.ToString(CultureInfo.InvariantCulture))];
}
