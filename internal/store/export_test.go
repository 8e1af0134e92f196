package store

// LeftOut shows the tables that no backup holds to the test that counts tables.
var LeftOut = leftOut
