namespace Dashboard.Analytics.Segments;

/// <summary>A question about one customer. Implemented by structs, so that the scan over all customers is compiled for each.</summary>
internal interface ICustomerTest
{
    bool Holds(int customer);
}
